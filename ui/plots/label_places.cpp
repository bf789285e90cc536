// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/label_places.h"

#include <array>
#include <limits>

namespace lire::ui {
namespace {

constexpr double gap = 8.0;

/// Places to try, the nearer ones first.
std::vector<QRectF> candidates(const LabelWish& wish) {
    const double width = wish.size.width();
    const double height = wish.size.height();
    std::vector<QRectF> places;
    const auto add = [&](double left, double top) {
        places.emplace_back(wish.anchor + QPointF(left, top), wish.size);
    };
    add(gap, -height / 2);
    add(gap, -height - 2);
    add(gap, 2);
    add(-width / 2, -height - gap);
    add(-width / 2, gap);
    add(-width - gap, -height / 2);
    add(-width - gap, -height - 2);
    add(-width - gap, 2);
    for (const double row : {1.0, -1.0, 2.0, -2.0, 3.0, -3.0}) {
        add(gap, -height / 2 + row * height);
        add(-width / 2, -height / 2 + row * height + (row > 0 ? gap : -gap));
        add(-width - gap, -height / 2 + row * height);
    }
    return places;
}

double overlap(const QRectF& place, std::span<const QRectF> others) {
    double sum = 0.0;
    for (const QRectF& other : others) {
        const QRectF both = place.intersected(other);
        sum += both.width() * both.height();
    }
    return sum;
}

}  // namespace

std::vector<QRectF> placeLabels(std::span<const LabelWish> wishes,
                                const QRectF& area,
                                std::span<const QRectF> marks) {
    std::vector<QRectF> placed;
    placed.reserve(wishes.size());
    for (const LabelWish& wish : wishes) {
        QRectF best;
        double least = std::numeric_limits<double>::infinity();
        for (const QRectF& place : candidates(wish)) {
            if (!area.contains(place)) {
                continue;
            }
            // Text over text is unreadable, text over a mark only ugly.
            const double cost = 100.0 * overlap(place, placed) + overlap(place, marks);
            if (cost < least) {
                least = cost;
                best = place;
            }
            if (cost == 0.0) {
                break;
            }
        }
        const bool crowded = least > 0.15 * wish.size.width() * wish.size.height();
        placed.push_back(crowded && !wish.needed ? QRectF() : best);
    }
    return placed;
}

}  // namespace lire::ui
