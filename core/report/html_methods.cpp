// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/html_parts.h"

namespace lire::report {

std::string htmlMethods() {
    return R"html(<section class="panel">
<ul>
<li><b>Unit.</b> The prompt: a prompt's responses are averaged first. Intervals are 95 % percentile
intervals of a bootstrap that resamples prompts; they say nothing of the spread between training runs
with other seeds.</li>
<li><b>Win rate.</b> (win + tie / 2) / n. A response wins where the guide's reward for it is greater
than the guide's reward for the prompt's reference answer, ties where they are equal.</li>
<li><b>KL.</b> Of the sampled distribution (the policy at temperature τ) from the reference at
temperature 1, in nats per response, the end-of-sequence token counted where the response ended.
Rao-Blackwellised: the exact KL of the next-token distributions, summed over the sampled prefixes. k1
is the check: the sum of log-ratios at the sampled tokens. Neither sees a truncation by top p or top
k.</li>
<li><b>Negative flips.</b> Against the base policy at the same temperature, response by response: the
guide's reward fell by more than ε; a win against the reference became a loss, of all prompts; the same
of the base's wins. ε comes from the base policy's own resampling, so that sampling noise does not
count.</li>
<li><b>Reward.</b> The value of a reward model's head at the response's last token. Rewards of two
reward models have no common scale.</li>
<li><b>Accuracy of a reward model.</b> The share of held-out pairs whose preferred answer has the higher
reward, ties half.</li>
<li><b>Cut.</b> The share of responses that reached the length limit before they ended.</li>
</ul>
</section>
)html";
}

}  // namespace lire::report
