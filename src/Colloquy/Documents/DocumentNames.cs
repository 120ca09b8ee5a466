using System.Text.Json;
using System.Text.Unicode;

namespace Colloquy;

/// <summary>What documents and the sessions made from them have names for.</summary>
internal static class DocumentNames
{
    /// <summary>The maximum number of levels of a line: a payload, and the JSON around it.</summary>
    public const int MaxDepth = JsonDepth.OfStored + 8;

    /// <summary>The key of the metadata under which imports of earlier versions said what they import, until they were finished.</summary>
    public const string Import = "colloquy.import";

    /// <summary>The key of the metadata under which stands where to find what a document held that this version does not know.</summary>
    public const string Unknown = "colloquy.document";

    private static readonly string[] Activities = ["idle", "running", "waiting", "closed"];

    public static string Of(SessionActivity activity) => Activities[(int)activity];

    public static SessionActivity ActivityOf(string? name) => Array.IndexOf(Activities, name) is >= 0 and var found
        ? (SessionActivity)found
        : throw new FormatException($"There is no activity '{name}'.");

    /// <summary>Whether a key of the metadata is the documents' own, and stands in none.</summary>
    public static bool IsOwn(string name) => name is Import or Unknown;

    /// <summary>Whether bytes are one JSON value in UTF-8 without a line end, and without white space around it.</summary>
    public static bool StandsInALine(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOfAny((byte)'\n', (byte)'\r') >= 0 || bytes[0] is (byte)' ' or (byte)'\t' || bytes[^1] is (byte)' ' or (byte)'\t' || !Utf8.IsValid(bytes))
            return false;

        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = JsonDepth.OfStored });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
