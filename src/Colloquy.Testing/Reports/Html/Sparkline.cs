using System.Globalization;

namespace Colloquy.Testing;

/// <summary>A small line of a figure over runs.</summary>
internal static class Sparkline
{
    private const int Width = 160;
    private const int Height = 36;

    public static void Write(Page page, string name, IReadOnlyList<RunSummary> runs, Func<RunSummary, double> read, Func<double, string> write, double? low = null, double? high = null)
    {
        var values = runs.Select(read).ToList();
        var (min, max) = (low ?? values.Min(), high ?? values.Max());
        var points = values.Select((value, i) => (X: 4 + ((Width - 8.0) * i / Math.Max(1, values.Count - 1)), Y: Height - 5 - ((Height - 10) * (max > min ? (value - min) / (max - min) : 0.5)))).ToList();
        var line = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")));
        page.Raw("<figure><figcaption>").Text(name).Raw(" <b>").Text(write(values[^1])).Raw("</b>");
        page.Raw("<small>").Text(Math.Abs(values[^1] - values[^2]) > 1e-9 ? $"{write(values[^2])} before" : "as before").Raw("</small>");
        page.Raw($"</figcaption><svg class=\"spark\" viewBox=\"0 0 {Width} {Height}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"").Text($"{name}, oldest first: {string.Join(", ", values.Select(write))}")
            .Raw($"\"><polyline points=\"{line}\"/></svg></figure>");
    }
}
