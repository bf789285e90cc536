// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/render/report_pdf.h"

#include <QFile>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QTextDocument>
#include <QUrl>

#include "core/error.h"
#include "ui/theme/fonts.h"

namespace lire::ui {
namespace {

constexpr int resolution = 96;
constexpr double marginMillimetres = 15.0;
constexpr int pictureWidth = 620;  // of the 680 pixels between the margins

constexpr auto printStyle = R"(
body { color: #171B22; }
h1 { font-size: 20px; } h2 { font-size: 15px; } h3 { font-size: 12px; }
table { border-collapse: collapse; }
td, th { padding: 2px 5px; border: 1px solid #CBD1DB; font-size: 9px; }
th { text-align: left; background: #E9ECF1; }
figcaption, caption, .note { color: #434C5B; font-size: 9px; }
)";

QString readPage(const std::filesystem::path& html) {
    QFile file(QString::fromStdString(html.string()));
    if (!file.open(QIODevice::ReadOnly)) {
        throw Error(html.string(),
                    "cannot be read: " + file.errorString().toStdString(),
                    "write the report again",
                    Blame::Running);
    }
    return QString::fromUtf8(file.readAll());
}

/// What QTextDocument makes of HTML is a small part of it: the page's own style (dark colours,
/// grid) and the folded tables are left out, pictures come as PNG at the page's width.
QString printable(QString page) {
    static const QRegularExpression style(QStringLiteral("<style.*?</style>"),
                                          QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression folded(QStringLiteral("<details.*?</details>"),
                                           QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression picture(QStringLiteral("<img src=\"([^\"]*)\\.(?:svg|png)\""));
    page.remove(style);
    page.remove(folded);
    page.replace(picture, QStringLiteral("<img width=\"%1\" src=\"\\1.png\"").arg(pictureWidth));
    return page;
}

}  // namespace

void writeReportPdf(const std::filesystem::path& html, const std::filesystem::path& pdf) {
    QTextDocument document;
    document.setDefaultStyleSheet(QLatin1String(printStyle));
    QFont font = textFont(11);
    font.setPixelSize(11);  // paper does not follow the window's text size
    document.setDefaultFont(font);
    document.setBaseUrl(QUrl::fromLocalFile(
        QString::fromStdString(std::filesystem::absolute(html.parent_path()).string() + "/")));
    document.setHtml(printable(readPage(html)));
    const QString target = QString::fromStdString(pdf.string());
    QFile probe(target);
    if (!probe.open(QIODevice::WriteOnly)) {
        throw Error(pdf.string(),
                    "cannot be written: " + probe.errorString().toStdString(),
                    "choose a folder that can be written to",
                    Blame::Running);
    }
    QPdfWriter writer(&probe);
    writer.setResolution(resolution);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(
        QMarginsF(marginMillimetres, marginMillimetres, marginMillimetres, marginMillimetres),
        QPageLayout::Millimeter);
    writer.setTitle(document.metaInformation(QTextDocument::DocumentTitle));
    document.print(&writer);
}

}  // namespace lire::ui
