// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/tensor_memory.h"

#include <QTest>
#include <cstdint>

#include <ATen/ATen.h>
#include <c10/core/CPUAllocator.h>

using namespace lire::models;

class TensorMemoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        m_before = at::ones({300'000});
        useTensorMemory();
    }

    void tensorsOfAnySizeHoldTheirNumbers() {
        for (const std::int64_t size : {0, 1, 1000, 16'383, 16'384, 1'000'003}) {
            const auto tensor = at::arange(size, at::kLong);
            QCOMPARE(tensor.sum().item<std::int64_t>(), size * (size - 1) / 2);
            QCOMPARE(reinterpret_cast<std::uintptr_t>(tensor.data_ptr()) % 64, std::uintptr_t{0});
        }
    }

    void thoseOfBeforeAreGivenBackWhereTheyCameFrom() {
        auto copy = m_before.clone();
        m_before = at::Tensor();
        QCOMPARE(copy.sum().item<double>(), 300'000.0);
    }

    void storageGrowsAndIsTrimmed() {
        auto tensor = at::ones({100'000});
        tensor.resize_({3'000'000});
        tensor.slice(0, 100'000).fill_(2.0);
        trimTensorMemory();
        QCOMPARE(tensor.sum().item<double>(), 100'000.0 + 2.0 * 2'900'000.0);
    }

    /// oneDNN takes its own memory by the allocator's plain functions.
    void plainRequests() {
        auto* const allocator = c10::GetCPUAllocator();
        for (const std::size_t bytes : {std::size_t{10}, std::size_t{1} << 22}) {
            auto* const data = static_cast<char*>(allocator->raw_allocate(bytes));
            data[0] = 1;
            data[bytes - 1] = 2;
            allocator->raw_deallocate(data);
        }
    }

    void aStepsMemoryServesTheNext() {
#ifdef __SANITIZE_ADDRESS__
        QSKIP("AddressSanitizer's build keeps LibTorch's own allocator");
#endif
        void* const place = at::empty({5'000'000}).data_ptr();
        QCOMPARE(at::empty({5'000'000}).data_ptr(), place);
        QCOMPARE(at::empty({2'000'000}).data_ptr(), place);
    }

private:
    at::Tensor m_before;
};

QTEST_GUILESS_MAIN(TensorMemoryTest)
#include "tensor_memory_test.moc"
