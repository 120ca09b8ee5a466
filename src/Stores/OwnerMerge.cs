namespace Colloquy.Storage;

/// <summary>Merges the pages of two tables of owners into one, in the order of UTF-8 that the tables have.</summary>
internal static class OwnerMerge
{
    /// <summary>Returns the first owners of both, each once.</summary>
    public static IReadOnlyList<MemoryOwner> Of(List<MemoryOwner> left, List<MemoryOwner> right, int limit)
    {
        var found = new List<MemoryOwner>();
        for (int i = 0, j = 0; found.Count < limit && (i < left.Count || j < right.Count);)
        {
            var order = i == left.Count ? 1 : j == right.Count ? -1 : Compare(left[i], right[j]);
            found.Add(order <= 0 ? left[i] : right[j]);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return found;
    }

    private static int Compare(MemoryOwner left, MemoryOwner right)
    {
        var order = Compare(left.Owner.App, right.Owner.App);
        if (order == 0)
            order = Compare(left.Owner.User, right.Owner.User);
        return order != 0 ? order : Compare(left.AgentName, right.AgentName);
    }

    // No user and no agent come first, as the empty names do by which tables hold them.
    private static int Compare(string? left, string? right) => Utf8Order.Instance.Compare(left ?? "", right ?? "");
}
