// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/products.h"

#include <optional>
#include <string_view>

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>

namespace lire::models {

namespace {

// ATen has no C++ declaration of its products by oneDNN: they are found by name.
using LinearPointwise = at::Tensor(const at::Tensor& x,
                                   const at::Tensor& weight,
                                   const std::optional<at::Tensor>& bias,
                                   std::string_view after,
                                   c10::List<std::optional<at::Scalar>> scalars,
                                   std::optional<std::string_view> algorithm);
using LinearPlus = at::Tensor(const at::Tensor& x,
                              const at::Tensor& other,
                              const at::Tensor& weight,
                              const std::optional<at::Tensor>& bias,
                              std::string_view operation);
using ReorderWeight = at::Tensor(const at::Tensor& weight, std::optional<std::int64_t> rows);

template <class Signature>
std::optional<c10::TypedOperatorHandle<Signature>> findOperator(const char* name,
                                                                const char* overload = "") {
    const auto found = c10::Dispatcher::singleton().findSchema({name, overload});
    return found && at::hasMKLDNN() ? std::optional(found->typed<Signature>()) : std::nullopt;
}

const std::optional<c10::TypedOperatorHandle<LinearPointwise>>& linearPointwise() {
    static const auto found = findOperator<LinearPointwise>("mkldnn::_linear_pointwise");
    return found;
}

const std::optional<c10::TypedOperatorHandle<LinearPlus>>& linearPlus() {
    static const auto found = findOperator<LinearPlus>("mkldnn::_linear_pointwise", "binary");
    return found;
}

const std::optional<c10::TypedOperatorHandle<ReorderWeight>>& reorderWeight() {
    static const auto found = findOperator<ReorderWeight>("mkldnn::_reorder_linear_weight");
    return found;
}

std::optional<at::Tensor> given(const at::Tensor& bias) {
    return bias.defined() ? std::optional(bias) : std::nullopt;
}

at::Tensor byOneDnn(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    static const c10::List<std::optional<at::Scalar>> none;
    return linearPointwise()->call(x.contiguous(), weight, given(bias), "none", none, "");
}

/// bf16 goes to oneDNN by ATen's own choice, where the processor has it.
bool wantsOneDnn(const at::Tensor& x, const at::Tensor& weight) {
    return x.is_cpu() && x.dim() == 2 && x.scalar_type() == at::kFloat &&
           weight.scalar_type() == at::kFloat && x.numel() > 0 && weight.numel() > 0 &&
           linearPointwise().has_value();
}

}  // namespace

at::Tensor timesTransposed(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    return wantsOneDnn(x, weight) ? byOneDnn(x, weight, bias) : at::linear(x, weight, given(bias));
}

at::Tensor times(const at::Tensor& x, const at::Tensor& weight) {
    return wantsOneDnn(x, weight) ? byOneDnn(x, weight.t(), {}) : at::matmul(x, weight);
}

void addTimesTransposed(at::Tensor& sum, const at::Tensor& x, const at::Tensor& weight) {
    if (wantsOneDnn(x, weight) && linearPlus()) {
        sum = linearPlus()->call(x.contiguous(), sum, weight, std::nullopt, "add");
    } else {
        sum.addmm_(x, weight.t());
    }
}

void addTimes(at::Tensor& sum, const at::Tensor& x, const at::Tensor& weight) {
    addTimesTransposed(sum, x, weight.t());
}

at::Tensor timesTransposedWide(const at::Tensor& x, const at::Tensor& weight) {
    if (x.is_cuda() && x.scalar_type() == at::kBFloat16) {
        return at::mm(x, weight.t(), at::kFloat);
    }
    return timesTransposed(x, weight).to(at::kFloat);
}

PackedMatrix::PackedMatrix(const at::Tensor& weight, std::int64_t rows)
    : m_packed(reorderWeight()->call(weight, rows)) {}

at::Tensor PackedMatrix::product(const at::Tensor& x, const at::Tensor& bias) const {
    return byOneDnn(x, m_packed, bias);
}

bool PackedMatrix::possible(c10::Device device, c10::ScalarType dtype) {
    if (!device.is_cpu() || (dtype != at::kFloat && dtype != at::kBFloat16) || !linearPointwise() ||
        !reorderWeight()) {
        return false;
    }
    try {  // bf16 asks for instructions that not every processor has
        const auto small = at::ones({16, 16}, dtype);
        PackedMatrix(small, 1).product(small);
        return true;
    } catch (const c10::Error&) {
        return false;
    }
}

}  // namespace lire::models
