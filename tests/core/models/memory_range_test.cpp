// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/memory_range.h"

#include <QTest>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

using lire::models::MemoryRange;

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// Bytes of this process that are in memory.
std::size_t residentBytes() {
    std::ifstream file("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// A piece filled with its own number, so that two that overlap are told.
class Piece {
public:
    Piece(MemoryRange& range, std::size_t bytes, unsigned char mark = 1)
        : m_range(&range),
          m_data(static_cast<unsigned char*>(range.take(bytes))),
          m_bytes(bytes),
          m_mark(mark) {
        if (m_data != nullptr) {
            std::memset(m_data, mark, bytes);
        }
    }
    ~Piece() { giveBack(); }
    Piece(const Piece&) = delete;
    Piece& operator=(const Piece&) = delete;
    Piece(Piece&& other) noexcept
        : m_range(other.m_range),
          m_data(std::exchange(other.m_data, nullptr)),
          m_bytes(other.m_bytes),
          m_mark(other.m_mark) {}
    Piece& operator=(Piece&& other) noexcept {
        giveBack();
        m_range = other.m_range;
        m_data = std::exchange(other.m_data, nullptr);
        m_bytes = other.m_bytes;
        m_mark = other.m_mark;
        return *this;
    }

    void* place() const { return m_data; }

    bool whole() const {
        return m_data[0] == m_mark && m_data[m_bytes / 2] == m_mark &&
               m_data[m_bytes - 1] == m_mark;
    }

    void giveBack() {
        if (m_data != nullptr) {
            m_range->giveBack(std::exchange(m_data, nullptr));
        }
    }

private:
    MemoryRange* m_range;
    unsigned char* m_data;
    std::size_t m_bytes;
    unsigned char m_mark;
};

/// Takes and gives back pieces of all sizes in an order by `seed`. Returns whether each held what
/// was written into it.
bool churn(MemoryRange& memory, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<Piece> held;
    bool whole = true;
    for (int round = 0; round < 400; ++round) {
        if (held.size() > 12 || (!held.empty() && random() % 2 == 0)) {
            const auto at = static_cast<std::ptrdiff_t>(random() % held.size());
            whole = whole && held[static_cast<std::size_t>(at)].whole();
            held.erase(held.begin() + at);
        } else {
            const auto bytes = 1 + random() % (random() % 4 == 0 ? 3 * mebibyte : 200'000);
            held.emplace_back(memory, bytes, static_cast<unsigned char>(random() % 255 + 1));
        }
    }
    for (const auto& one : held) {
        whole = whole && one.whole();
    }
    return whole;
}

}  // namespace

class MemoryRangeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void piecesDoNotOverlap() {
        MemoryRange memory(256 * mebibyte);
        for (unsigned seed = 1; seed <= 5; ++seed) {
            QVERIFY(churn(memory, seed));
        }
        QCOMPARE(memory.usedBytes(), std::size_t{0});
        QCOMPARE(memory.spanBytes(), std::size_t{0});  // all of it has joined again
    }

    void threadsShareIt() {
        MemoryRange memory(256 * mebibyte);
        std::vector<char> whole(4, 0);
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < whole.size(); ++i) {
            threads.emplace_back([&memory, &whole, i] {
                whole[i] = churn(memory, static_cast<unsigned>(i) + 10) ? 1 : 0;
            });
        }
        for (auto& thread : threads) {
            thread.join();
        }
        QCOMPARE(whole, std::vector<char>(4, 1));
        QCOMPARE(memory.spanBytes(), std::size_t{0});
    }

    void whatWasGivenBackIsGivenOutAgain() {
        MemoryRange memory(256 * mebibyte);
        const Piece kept(memory, mebibyte);
        Piece first(memory, 10 * mebibyte);
        const Piece after(memory, mebibyte);
        void* const place = first.place();
        first.giveBack();
        QCOMPARE(Piece(memory, 10 * mebibyte).place(), place);
        QCOMPARE(Piece(memory, 4 * mebibyte).place(), place);  // a part of it, too
        QCOMPARE(memory.spanBytes(), 12 * mebibyte);
    }

    void neighboursJoin() {
        MemoryRange memory(256 * mebibyte);
        std::vector<Piece> parts;
        for (int i = 0; i < 5; ++i) {
            parts.emplace_back(memory, 2 * mebibyte);
        }
        void* const second = parts[1].place();
        parts[1].giveBack();
        parts[3].giveBack();
        parts[2].giveBack();  // between the two
        QCOMPARE(Piece(memory, 6 * mebibyte).place(), second);
    }

    void theSmallestPieceThatIsLargeEnough() {
        MemoryRange memory(256 * mebibyte);
        Piece large(memory, 8 * mebibyte);
        const Piece wall(memory, mebibyte);
        Piece fitting(memory, 3 * mebibyte);
        const Piece end(memory, mebibyte);
        void* const place = fitting.place();
        large.giveBack();
        fitting.giveBack();
        QCOMPARE(Piece(memory, 3 * mebibyte).place(), place);
    }

    void whatDoesNotFitIsRefused() {
        MemoryRange memory(8 * mebibyte);
        QVERIFY(memory.take(9 * mebibyte) == nullptr);
        Piece all(memory, 8 * mebibyte);
        QVERIFY(all.whole());
        QVERIFY(memory.take(1) == nullptr);
        all.giveBack();
        QVERIFY(Piece(memory, 1).whole());
    }

    void noAddressesAtAll() {
        MemoryRange memory(std::size_t{1} << 62);
        QVERIFY(memory.take(1) == nullptr);
        QVERIFY(memory.take(~std::size_t{0}) == nullptr);
        memory.trim();
    }

    void anothersPieceIsNotTaken() {
        MemoryRange memory(8 * mebibyte);
        MemoryRange other(8 * mebibyte);
        const Piece piece(other, mebibyte);
        int local = 0;
        QVERIFY(!memory.giveBack(piece.place()));
        QVERIFY(!memory.giveBack(&local));
        QVERIFY(piece.whole());
    }

    void whatDoesNotFitAnyHoleMakesTheProcessNoLarger() {
        MemoryRange memory(512 * mebibyte);
        const auto before = residentBytes();
        Piece hole(memory, 100 * mebibyte);
        const Piece wall(memory, mebibyte, 2);
        hole.giveBack();
        const Piece larger(memory, 101 * mebibyte, 3);
        QVERIFY(residentBytes() < before + 120 * mebibyte);
        QVERIFY(wall.whole() && larger.whole());
    }

    void trimmingGivesPagesBackAndKeepsWhatIsOut() {
        MemoryRange memory(512 * mebibyte);
        const auto before = residentBytes();
        const Piece low(memory, 5 * mebibyte, 1);
        Piece middle(memory, 100 * mebibyte, 2);
        const Piece high(memory, 5 * mebibyte, 3);
        Piece top(memory, 100 * mebibyte, 4);
        QVERIFY(residentBytes() > before + 200 * mebibyte);
        middle.giveBack();
        top.giveBack();
        QVERIFY(residentBytes() > before + 200 * mebibyte);  // kept for the next step
        memory.trim();
        QVERIFY(residentBytes() < before + 30 * mebibyte);
        QVERIFY(low.whole() && high.whole());
        const Piece again(memory, 100 * mebibyte, 6);
        QVERIFY(again.whole() && low.whole() && high.whole());
    }
};

QTEST_GUILESS_MAIN(MemoryRangeTest)
#include "memory_range_test.moc"
