using System.Text.Json;

namespace Colloquy;

/// <summary>Reads what entries say about branches, in the form in which they are written: a session can have very many branches, and a list of them decodes an entry for each.</summary>
internal static class BranchReader
{
    /// <summary>Returns the body; null when its form is another, for which the serializer is needed.</summary>
    public static BranchBody? TryRead(ReadOnlySpan<byte> payload)
    {
        var json = new JsonCursor(payload);
        try
        {
            string? source = null;
            return json.TryTake("{\"branch\":"u8) && json.TryTakeString(out var branch)
                && json.TryTake(",\"change\":"u8) && TryTakeChange(ref json, out var change)
                && json.TryTake(",\"head\":"u8) && json.TryTakePosition(out var head)
                && (!json.TryTake(",\"source\":"u8) || json.TryTakeName(out source))
                && json.TryTake("}"u8) && json.IsAtEnd
                ? new BranchBody { Branch = branch, Change = change, Head = head, Source = source }
                : null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or JsonException)
        {
            // The serializer says what is wrong with it.
            return null;
        }
    }

    private static bool TryTakeChange(ref JsonCursor json, out BranchChange change)
    {
        change = BranchChange.Made;
        if (json.TryTake("\"Made\""u8))
            return true;
        if (json.TryTake("\"BecameCurrent\""u8))
            change = BranchChange.BecameCurrent;
        else if (json.TryTake("\"Deleted\""u8))
            change = BranchChange.Deleted;
        else
            return false;
        return true;
    }
}
