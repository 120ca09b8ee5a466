using System.Text.RegularExpressions;

namespace Colloquy.Packages.Tests.Start;

/// <summary>One block of docs/start.md.</summary>
/// <param name="Language">The language: sh, csharp or text.</param>
/// <param name="Text">The lines of the block.</param>
/// <param name="File">The file that a block of C# is for; null for others.</param>
/// <param name="Below">The text of the line below which the block goes; null when it goes elsewhere.</param>
/// <param name="InPlaceOf">The text of the line that the block replaces, with all that follow; null when it goes elsewhere.</param>
internal sealed partial record StartPage(string Language, string Text, string? File, string? Below, string? InPlaceOf)
{
    /// <summary>The blocks in their order.</summary>
    public static IReadOnlyList<StartPage> Blocks { get; } =
        [.. Block().Matches(System.IO.File.ReadAllText(Repository.PathOf("docs", "start.md"))).Select(match => new StartPage(match.Groups["language"].Value, match.Groups["text"].Value, ValueOf(match, "file"), ValueOf(match, "below"), ValueOf(match, "place")))];

    /// <summary>Pastes the block where the page says.</summary>
    /// <param name="folder">The folder of the file.</param>
    public void Paste(string folder)
    {
        var path = Path.Combine(folder, File ?? throw new InvalidOperationException($"The page does not say where this goes:\n{Text}"));
        var lines = Below is null && InPlaceOf is null ? [] : System.IO.File.ReadAllLines(path).ToList();
        var place = lines.FindIndex(line => line.Contains(Below ?? InPlaceOf ?? "", StringComparison.Ordinal));
        if (place < 0 && lines.Count > 0)
            throw new InvalidOperationException($"{File} has no line with '{Below ?? InPlaceOf}'.");
        if (InPlaceOf is not null)
            lines.RemoveRange(place, lines.Count - place);
        lines.InsertRange(Below is null ? lines.Count : place + 1, Text.TrimEnd('\n').Split('\n'));
        System.IO.File.WriteAllLines(path, lines);
    }

    private static string? ValueOf(Match match, string group) => match.Groups[group].Success ? match.Groups[group].Value : null;

    [GeneratedRegex(@"(<!-- file: (?<file>[\w.]+)(, below: (?<below>.+?)|, in place of: (?<place>.+?))? -->\n)?```(?<language>\w+)\n(?<text>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Block();
}
