using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Colloquy.Models.Tests;

/// <summary>A recorded oddity: the bytes that a service sent, and what must become of them. Each stands in a file of its own.</summary>
/// <remarks>In a body, ⟦F0 9F⟧ are bytes that no text file can hold, and ␍ is a carriage return.</remarks>
public sealed partial record WireCase(string Name, string Protocol, bool IsStreamed, string? ContentType, JsonObject Expected, byte[] Body)
{
    private const string Ending = ".wire";

    public static IEnumerable<string> Names =>
        typeof(WireCase).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(Ending, StringComparison.Ordinal)).Select(name => name[..^Ending.Length]).Order(StringComparer.Ordinal);

    public static WireCase Read(string name)
    {
        using var reader = new StreamReader(typeof(WireCase).Assembly.GetManifestResourceStream(name + Ending)!);
        var parts = reader.ReadToEnd().Split("\n\n", 2);
        var head = parts[0].Split('\n').Select(line => line.Split(": ", 2)).ToDictionary(line => line[0].TrimEnd(':'), line => line.Length > 1 ? line[1] : "");
        return new WireCase(name, head["protocol"], head["stream"] == "yes", head.GetValueOrDefault("content"), (JsonObject)JsonNode.Parse(head["expect"])!, Bytes(parts[1]));
    }

    /// <summary>Replies with the body, cut where it is said.</summary>
    public WireReply Reply(params IReadOnlyList<int> cuts) =>
        WireReply.Bytes(ContentType ?? (IsStreamed ? "text/event-stream" : "application/json"), Pieces(cuts));

    public List<byte[]> Pieces(IReadOnlyList<int> cuts)
    {
        int[] ends = [0, .. cuts.Order(), Body.Length];
        return [.. ends.Zip(ends.Skip(1), (from, to) => Body[from..to]).Where(piece => piece.Length > 0)];
    }

    public override string ToString() => Name;

    private static byte[] Bytes(string text)
    {
        List<byte> bytes = [];
        foreach (var part in InBrackets.Split(text.Replace('␍', '\r')))
            bytes.AddRange(part.StartsWith('⟦') ? Convert.FromHexString(part[1..^1].Replace(" ", "", StringComparison.Ordinal)) : Encoding.UTF8.GetBytes(part));

        return [.. bytes];
    }

    [GeneratedRegex("(⟦[0-9A-F ]+⟧)")]
    private static partial Regex InBrackets { get; }
}
