// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/html_text.h"

namespace lire::report {

std::string htmlText(std::string_view text) {
    std::string html;
    html.reserve(text.size());
    for (const char letter : text) {
        switch (letter) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            case '\'':
                html += "&#39;";
                break;
            case '\t':
            case '\n':
                html += letter;
                break;
            default: {
                const auto code = static_cast<unsigned char>(letter);
                if (code < 0x20 || code == 0x7f) {
                    html += "\xEF\xBF\xBD";
                } else {
                    html += letter;
                }
            }
        }
    }
    return html;
}

}  // namespace lire::report
