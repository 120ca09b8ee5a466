using System.Globalization;
using System.Text;

namespace Colloquy.Storage.Conformance;

/// <summary>Writes all that is stored as text, so that it can be compared and the difference be read.</summary>
internal static class Rendering
{
    private const int LongestShown = 200;

    public static string Of(Entry entry) =>
        $"entry {entry.Position} (parent {entry.Parent}, segment {entry.Segment}, turn {entry.TurnStart}, {Of(entry.Kind.Value)}, subject {Of(entry.Subject)}, " +
        $"author {Of(entry.Author)}, at {Of(entry.At)}, salt {Of(entry.Salt)}, payload {Of(entry.Payload)}, hash {entry.PayloadHash}, chain {entry.Chain})";

    public static string Of(SessionRecord record) =>
        $"session {record.Key} (created {Of(record.CreatedAt)}, updated {Of(record.UpdatedAt)}, tip {record.Tip}, chain {record.Chain}, " +
        $"branch {Of(record.Branch)}, head {record.Head}, segment {record.HeadSegment}, moved by {record.LastMove}, waits {record.IsWaiting}, {record.WaitingBranches} that wait, {record.Activity}, " +
        $"leased until {(record.LeasedUntil is { } until ? Of(until) : "-")}, interrupt {record.InterruptRequested}, pruned by {record.Pruned}, {record.Retention}, {Of(record.Details)})";

    public static string Of(SessionDetails details) =>
        $"details {details.Version}, title {Of(details.Title)}, metadata {string.Join(", ", details.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{Of(pair.Key)} = {Of(pair.Value)}"))}";

    public static string Of(BranchHead branch) => $"{Of(branch.Name)} at {branch.Head?.ToString() ?? "nothing, deleted"}{(branch.LastMove.IsStart ? "" : $", moved by {branch.LastMove}")}{(branch.IsWaiting ? ", waits" : "")}";

    public static string Of(string? text) => text is null ? "-" : $"\"{Escape(text)}\"";

    /// <summary>The time with its offset, which must be zero for two to be the same.</summary>
    private static string Of(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static string Of(ReadOnlyMemory<byte> bytes) =>
        bytes.Length <= LongestShown ? Convert.ToHexStringLower(bytes.Span) : $"{bytes.Length} bytes of hash {Digest.Of(bytes.Span)}";

    /// <summary>Shows what cannot be seen, and what looks like something else.</summary>
    private static string Escape(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var c in text)
            _ = char.IsAscii(c) && !char.IsControl(c) ? shown.Append(c) : shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        return shown.ToString();
    }
}
