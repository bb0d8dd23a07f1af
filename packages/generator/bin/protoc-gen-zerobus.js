#!/usr/bin/env node
import "../dist/plugin-main.js";
