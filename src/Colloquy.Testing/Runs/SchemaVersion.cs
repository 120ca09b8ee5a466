using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Reads the version of a file, whatever else is in it.</summary>
internal static class SchemaVersion
{
    public static async ValueTask<int?> PeekAsync(string file, CancellationToken cancellationToken)
    {
        // The version is the first property of what is written here.
        var start = new byte[512];
        await using var stream = File.OpenRead(file);
        var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return Read(start.AsSpan(0, length));
    }

    private static int? Read(ReadOnlySpan<byte> start)
    {
        var reader = new Utf8JsonReader(start, isFinalBlock: false, state: default);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("schemaVersion"u8))
                    return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var version) ? version : null;
            }
        }
        catch (JsonException)
        {
            // It is no JSON at all.
        }

        return null;
    }
}
