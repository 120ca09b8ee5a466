using System.Buffers;
using System.Text.Json;

namespace Colloquy;

/// <summary>Finds what content that is stored outside the log an entry refers to. It looks for hashes anywhere, so that those in entries of later versions are found too.</summary>
internal static class BlobReferences
{
    private const int HashLength = 2 * Digest.Size;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Finds the strings of a payload that may be hashes of content; those in a message's attachments must be.</summary>
    public static IReadOnlyList<BlobReference> Find(ReadOnlySpan<byte> payload)
    {
        if (!HasHash(payload))
            return [];

        List<BlobReference>? found = null;
        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = JsonDepth.OfStored });
        try
        {
            var isAttachment = false;
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.EndObject:
                        isAttachment = false;
                        break;

                    case JsonTokenType.String when reader.ValueSpan.SequenceEqual("colloquy.blob"u8):
                        isAttachment = true;
                        break;

                    case JsonTokenType.String when reader.ValueSpan.Length == HashLength && !reader.ValueSpan.ContainsAnyExcept(HexDigits):
                        (found ??= []).Add(new BlobReference(Digest.Parse(reader.GetString()!), isAttachment));
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // A payload that is not JSON refers to nothing that could be found; it is kept as it is.
        }

        return found ?? (IReadOnlyList<BlobReference>)[];
    }

    /// <summary>Whether there are as many digits in a row as a hash has: of those, one is at a multiple of that number.</summary>
    private static bool HasHash(ReadOnlySpan<byte> payload)
    {
        for (var i = HashLength - 1; i < payload.Length; i += HashLength)
        {
            if (!HexDigits.Contains(payload[i]))
                continue;

            var before = i - 1 - payload[..i].LastIndexOfAnyExcept(HexDigits);
            var from = payload[i..].IndexOfAnyExcept(HexDigits);
            if (before + (from < 0 ? payload.Length - i : from) >= HashLength)
                return true;
        }

        return false;
    }
}

/// <summary>A string in an entry that may be the hash of content that is stored outside the log.</summary>
/// <param name="Hash">The hash.</param>
/// <param name="IsCertain">Whether it can be nothing else.</param>
internal readonly record struct BlobReference(Digest Hash, bool IsCertain);
