import { type CallExpression, Node, Project, SyntaxKind } from "ts-morph";

const STARTS = /^(?:describe|test|it)\b/;

/** The titles of a file's tests as its source has them, each behind those of the groups it is in, joined with " › ". */
export function testTitles(path: string): readonly string[] {
  const project = new Project({ skipAddingFilesFromTsConfig: true });
  const file = project.addSourceFileAtPath(path);
  return file
    .getDescendantsOfKind(SyntaxKind.CallExpression)
    .filter((call) => titleOf(call) !== undefined && !isGroup(call))
    .map((call) => [...groupsOf(call), titleOf(call) ?? ""].join(" › "));
}

function isGroup(call: CallExpression): boolean {
  return call.getExpression().getText().startsWith("describe");
}

/** The title of a test or group; nothing for any other call. */
function titleOf(call: CallExpression): string | undefined {
  const [title, body] = call.getArguments();
  if (!STARTS.test(call.getExpression().getText()) || body === undefined) return undefined;
  if (Node.isStringLiteral(title) || Node.isNoSubstitutionTemplateLiteral(title))
    return title.getLiteralValue();
  return isGroup(call) && Node.isIdentifier(title) ? title.getText() : undefined;
}

function groupsOf(call: CallExpression): readonly string[] {
  return call
    .getAncestors()
    .filter((node) => Node.isCallExpression(node))
    .filter((node) => isGroup(node))
    .map((node) => titleOf(node))
    .filter((title) => title !== undefined)
    .reverse();
}
