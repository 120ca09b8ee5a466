using System.Text.Json;

namespace Colloquy;

/// <summary>Reads what entries say about branches, in the form in which they are written: a session can have very many branches, and a list of them decodes an entry for each.</summary>
internal static class BranchReader
{
    /// <summary>Returns the body; null when its form is another, for which the serializer is needed.</summary>
    public static BranchBody? TryRead(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;

        var (branch, source, change, head) = ((string?)null, (string?)null, (BranchChange?)null, -1L);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("branch"u8) && branch is null)
                branch = ReadText(ref reader);
            else if (reader.ValueTextEquals("source"u8) && source is null)
                source = ReadText(ref reader);
            else if (reader.ValueTextEquals("change"u8) && change is null)
                change = ReadChange(ref reader);
            else if (reader.ValueTextEquals("head"u8) && head < 0)
                head = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var position) ? position : -1;
            else
                return null;
        }

        return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && branch is not null && change is { } became && head >= 0
            ? new BranchBody { Branch = branch, Change = became, Head = new Position(head), Source = source }
            : null;
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            return null;
        return reader.ValueTextEquals("main"u8) ? BranchHead.Main : reader.GetString();
    }

    private static BranchChange? ReadChange(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            return null;
        if (reader.ValueTextEquals("Made"u8))
            return BranchChange.Made;
        if (reader.ValueTextEquals("BecameCurrent"u8))
            return BranchChange.BecameCurrent;
        return reader.ValueTextEquals("Deleted"u8) ? BranchChange.Deleted : null;
    }
}
