// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>

#include "app/lire_process.h"

using namespace lire::tests;

/// `lire` before it hands over to `lire-compute`.
class FrontTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { QVERIFY(m_folder.isValid()); }

    void commandsWithoutTensorsStartWithoutLibTorch() {
        // The dynamic loader lists what it would load.
        LireProcess process(
            {"-c", "LD_TRACE_LOADED_OBJECTS=1 '" LIRE_PROGRAM "' inspect"}, errors(), "sh");
        const auto libraries = process.lines();
        QCOMPARE(process.wait(), 0);
        QVERIFY(!libraries.empty());
        for (const auto& library : libraries) {
            QVERIFY2(library.find("torch") == std::string::npos, library.c_str());
        }
    }

    void theyAreTheSameInBothPrograms() {
        const std::vector<std::string> arguments = {"inspect", LIRE_TEST_DATA "/models/tied"};
        LireProcess front(arguments, errors());
        const auto got = front.lines();
        QCOMPARE(front.wait(), 0);
        LireProcess compute(arguments, errors(), LIRE_PROGRAM "-compute");
        QVERIFY(got == compute.lines());
        QCOMPARE(compute.wait(), 0);
        QCOMPARE(got.size(), std::size_t{1});
    }

    void wrongInputEndsTheSameWay() {
        for (const std::string program : {LIRE_PROGRAM, LIRE_PROGRAM "-compute"}) {
            LireProcess process({"inspect", "/nowhere"}, errors(), program);
            QCOMPARE(process.wait(), 2);
            QVERIFY2(process.errors().find("/nowhere: no such model") == 0,
                     process.errors().c_str());
        }
    }

    /// libgomp tells the settings that it has read.
    void threadsThatWaitSleepSoon() {
        for (const std::string program : {LIRE_PROGRAM " run --help", LIRE_PROGRAM "-studio -v"}) {
            if (!std::filesystem::exists(program.substr(0, program.find(' ')))) {
                continue;  // built without a window
            }
            QCOMPARE(spinCount(program, ""), std::string("4000"));
            QCOMPARE(spinCount(program, "GOMP_SPINCOUNT=77"), std::string("77"));
        }
    }

    void withoutTheOtherProgramItSaysSo() {
        const auto alone = m_folder.filePath("lire").toStdString();
        std::filesystem::copy_file(
            LIRE_PROGRAM, alone, std::filesystem::copy_options::overwrite_existing);
        LireProcess process({"run", "--help"}, errors(), alone);
        QCOMPARE(process.wait(), 1);
        QVERIFY2(
            process.errors().find("lire-compute: cannot be started (No such file or directory); "
                                  "keep it beside lire, or build again") != std::string::npos,
            process.errors().c_str());
    }

private:
    /// What libgomp read when `program` ran with `environment`.
    std::string spinCount(const std::string& program, const std::string& environment) {
        LireProcess process(
            {"-c", "unset GOMP_SPINCOUNT; " + environment + " OMP_DISPLAY_ENV=verbose " + program},
            errors(),
            "sh");
        process.wait();
        const auto told = process.errors();
        const std::string name = "GOMP_SPINCOUNT = '";
        const auto at = told.find(name);
        return at == std::string::npos
                   ? told
                   : told.substr(at + name.size(),
                                 told.find('\'', at + name.size()) - at - name.size());
    }

    std::string errors() const { return m_folder.filePath("errors").toStdString(); }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(FrontTest)
#include "front_test.moc"
