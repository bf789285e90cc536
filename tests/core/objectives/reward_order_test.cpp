// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/reward_order.h"

#include <QTest>

#include "core/objectives/one_query.h"

using namespace lire::objectives;
using Indices = std::vector<std::size_t>;

class RewardOrderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tiesKeepTheFilesOrder() {
        QCOMPARE(orderByFallingReward(Numbers{1, 3, 1, 3, 2}), (Indices{1, 3, 4, 0, 2}));
        QCOMPARE(orderByFallingReward(Numbers{7}), (Indices{0}));
    }

    void aRankingNeedsUnequalRewards() {
        QVERIFY(hasRanking(Numbers{1, 1, 2}));
        QVERIFY(!hasRanking(Numbers{1, 1, 1}));
        QVERIFY(!hasRanking(Numbers{1}));
        QVERIFY(!hasRanking({}));
    }

    void equalRewardsMakeNoPair() {
        QStringList pairs;
        for (const auto& [better, worse] : rewardPairs(Numbers{1, 3, 1})) {
            pairs << QString("%1>%2").arg(better).arg(worse);
        }
        QCOMPARE(pairs, (QStringList{"1>0", "1>2"}));
        QVERIFY(rewardPairs(Numbers{2, 2}).empty());
        QCOMPARE(rewardPairs(Numbers{4, 1, 3, 2}).size(), std::size_t{6});
    }
};

QTEST_GUILESS_MAIN(RewardOrderTest)
#include "reward_order_test.moc"
