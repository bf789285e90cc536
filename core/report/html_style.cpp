// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/html_parts.h"

namespace lire::report {

std::string htmlStyle() {
    return R"css(
:root {
  color-scheme: light dark;
  --window: #F3F4F7; --panel: #FFFFFF; --hairline: #E3E6EC; --text: #171B22;
  --text2: #434C5B; --muted: #5F6A7C; --accent: #1D5BC4; --warn: #8A5A00; --error: #B3261E;
}
@media (prefers-color-scheme: dark) {
  :root {
    --window: #15171C; --panel: #1B1E25; --hairline: #282D37; --text: #E8EBF1;
    --text2: #B0B8C6; --muted: #8C96A7; --accent: #6EA8FF; --warn: #E9B44C; --error: #FF8079;
  }
}
body { margin: 0; background: var(--window); color: var(--text);
  font: 14px/1.5 Inter, system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 22px; font-weight: 600; margin: 0 0 4px; }
h2 { font-size: 18px; font-weight: 600; margin: 32px 0 8px; }
h3 { font-size: 14px; font-weight: 600; margin: 0 0 8px; }
p { margin: 4px 0 12px; color: var(--text2); }
section.panel { background: var(--panel); border: 1px solid var(--hairline); border-radius: 8px;
  padding: 12px 16px; margin: 12px 0; overflow-x: auto; break-inside: avoid; }
table { border-collapse: collapse; font-size: 12px; }
caption { text-align: left; color: var(--muted); padding-bottom: 8px; }
th, td { padding: 5px 10px; border-bottom: 1px solid var(--hairline); text-align: left;
  vertical-align: top; }
th { font-weight: 600; }
td.number, th.number { text-align: right; white-space: nowrap;
  font-family: "JetBrains Mono", ui-monospace, monospace; }
td.value { overflow-wrap: anywhere; white-space: pre-wrap; }
img { max-width: 100%; height: auto; }
figure { margin: 0; }
figcaption, .note { color: var(--muted); font-size: 12px; margin-top: 6px; }
summary { color: var(--accent); cursor: pointer; font-size: 12px; margin-top: 8px; }
.warning { color: var(--warn); } .error { color: var(--error); }
a { color: var(--accent); }
@media print { body { background: #FFFFFF; } details:not([open]) { display: none; } }
)css";
}

}  // namespace lire::report
