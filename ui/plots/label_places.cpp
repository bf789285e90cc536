// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/label_places.h"

#include <algorithm>

namespace lire::ui {
namespace {

constexpr double gap = 8.0;   // from a point to its text
constexpr double halo = 4.0;  // around a text nothing else can be read

/// Places beside a point, the better ones first.
std::vector<QRectF> nearPlaces(const QPointF& anchor, const QSizeF& size) {
    const double width = size.width();
    const double height = size.height();
    std::vector<QRectF> places;
    const auto add = [&](double left, double top) {
        places.emplace_back(anchor + QPointF(left, top), size);
    };
    add(gap, -height / 2);
    add(gap, -height - 2);
    add(gap, 2);
    add(-width / 2, -height - gap);
    add(-width / 2, gap);
    add(-width - gap, -height / 2);
    add(-width - gap, -height - 2);
    add(-width - gap, 2);
    return places;
}

/// Places further up or down, which a name's colour still tells to be its curve's.
std::vector<QRectF> farPlaces(const QPointF& anchor, const QSizeF& size) {
    const double width = size.width();
    const double height = size.height();
    std::vector<QRectF> places;
    const auto add = [&](double left, double top) {
        places.emplace_back(anchor + QPointF(left, top), size);
    };
    for (const double row : {1.0, -1.0, 2.0, -2.0, 3.0, -3.0}) {
        add(gap, -height / 2 + row * height);
        add(-width / 2, -height / 2 + row * height + (row > 0 ? gap : -gap));
        add(-width - gap, -height / 2 + row * height);
    }
    return places;
}

bool meets(const QRectF& place, std::span<const QRectF> others) {
    return std::any_of(
        others.begin(), others.end(), [&](const QRectF& other) { return place.intersects(other); });
}

}  // namespace

std::vector<QRectF> placeLabels(std::span<const LabelWish> wishes,
                                const QRectF& area,
                                std::span<const QRectF> marks) {
    std::vector<QRectF> placed;
    placed.reserve(wishes.size());
    for (const LabelWish& wish : wishes) {
        std::vector<QRectF> tried = nearPlaces(wish.anchor, wish.size);
        const auto add = [&tried](const std::vector<QRectF>& more) {
            tried.insert(tried.end(), more.begin(), more.end());
        };
        if (wish.needed) {
            for (const QPointF& other : wish.others) {
                add(nearPlaces(other, wish.size));
            }
            add(farPlaces(wish.anchor, wish.size));
            for (const QPointF& other : wish.others) {
                add(farPlaces(other, wish.size));
            }
        }
        const auto free = std::find_if(tried.begin(), tried.end(), [&](const QRectF& place) {
            return area.contains(place) &&
                   !meets(place.adjusted(-halo, -halo / 2, halo, halo / 2), placed) &&
                   !meets(place.adjusted(-halo / 2, 0, halo / 2, 0), marks);
        });
        placed.push_back(free == tried.end() ? QRectF() : *free);
    }
    return placed;
}

}  // namespace lire::ui
