import { describe, expect, it } from "vitest";

import { bandText, chanceText, rounded, scientific, share, shareText } from "./bands";

describe("three numbers", () => {
  it.each([
    [rounded(4_064), "4,060"], [rounded(0.31249), "0.312"], [rounded(12), "12"], [rounded(0.5), "0.5"], [rounded(0), "0"],
    [rounded(123_456, 2), "120,000"], [rounded(NaN), "unknown"], [rounded(99.96), "100"], [rounded(3.1e-8), "3.1 × 10⁻⁸"],
    [scientific(0), "0"], [scientific(2.5), "2.5"],
    [bandText({ low: 1_016, expected: 4_064, high: 16_256 }), "4,060 (1,000 to 16,000)"],
    [bandText({ low: 3, expected: 3, high: 3 }, "d"), "3 d"],
    [bandText({ low: 1, expected: 2, high: 4 }, "d"), "2 d (1 to 4 d)"],
    [bandText(null), "unknown"],
    [chanceText({ low: 3e-5, expected: 1.2e-4, high: 4.8e-4 }), "1.2 × 10⁻⁴ (3.0 × 10⁻⁵ to 4.8 × 10⁻⁴)"],
    [chanceText({ low: 0, expected: 0, high: 0 }), "0"],
    [share(0.123), "12%"], [share(0.0123), "1.2%"], [share(0.00001), "below 0.1%"], [share(1), "100%"], [share(0.9991), "99.9%"],
    [share(null), "unknown"],
    [shareText({ low: 0.03, expected: 0.12, high: 0.4 }), "12% (3% to 40%)"],
  ])("%s", (found, wanted) => expect(found).toBe(wanted));
});
