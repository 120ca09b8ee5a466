using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>Lets only those judges decide that agree with people, where that is asked for.</summary>
internal static class JudgeGate
{
    public static void Check(IEvaluator evaluator, JudgeOptions options, IReadOnlyList<string>? models = null)
    {
        var name = JudgeRunner.NameOf(evaluator);
        if (options.Calibration is not { } calibration)
        {
            if (options.RequireCalibration)
                throw new JudgeException($"The judge '{name}' may not decide: it was not calibrated. Compare it with labels of people by JudgeCalibration, and set {nameof(JudgeOptions)}.{nameof(JudgeOptions.Calibration)}.");
            return;
        }

        if (calibration.WhyNot is { } why)
            throw new JudgeException($"The judge '{name}' may not decide: {why}.");
        if (calibration.Fingerprint != FingerprintOf(evaluator, options))
            throw new JudgeException($"The judge '{name}' may not decide: it is not the one that was calibrated as '{calibration.Judge}', since its version, its criterion or its threshold differs. Calibrate it again.");
        if (models?.FirstOrDefault(model => !calibration.Models.Contains(model, StringComparer.Ordinal)) is { } other)
            throw new JudgeException($"The judge '{name}' may not decide: it was calibrated with {(calibration.Models.Count == 0 ? "no model" : string.Join(", ", calibration.Models))}, and '{other}' answered. Calibrate it with this model.");
    }

    public static string FingerprintOf(IEvaluator evaluator, JudgeOptions options)
    {
        var thresholds = string.Join('\n', options.Thresholds.OrderBy(threshold => threshold.Key, StringComparer.Ordinal).Select(threshold => $"{threshold.Key} {threshold.Value}"));
        var identity = evaluator is Judge judge ? $"{judge.Identity}\n{judge.Threshold}" : $"{evaluator.GetType().FullName} {evaluator.GetType().Assembly.GetName().Version}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{identity}\n{thresholds}")))[..16];
    }
}
