namespace Colloquy.Postgres.Tests.Plans;

/// <summary>The statements that read a table or an index whole, and why.</summary>
internal static class AllowedReads
{
    public static readonly IReadOnlyList<AllowedRead> Reasons =
    [
        new("UsageSql.OfAllEver", "", "Adds up what all sessions ever spent, and names their owners."),
        new("UsageSql.OfAppEver", "", "Adds up what all owners of an app ever spent; most owners can be of one app."),
        new("UsageSql.OfOwnerEver", "is compiled", "Adds up what an owner of ten thousand sessions ever spent."),
        new("SessionListing.SelectOfUser", "is compiled", "It sorts a page of each application although sorting is turned off, which counts as a cost beyond all others; its batch turns compiling off."),
        new("SessionListing.SelectTiesOfUser", "is compiled", "As SelectOfUser."),
        new("SearchCursor.SumOfAll", "Bitmap Index Scan sessions_behind", "Counts all sessions that the index of words is behind, which are all that this index holds."),
    ];

    /// <summary>Statements that no call can be made to send here, and why.</summary>
    public static readonly IReadOnlyList<(string Statement, string Because)> NotSent =
    [
        .. ((string[])["OfOwner", "OfAll", "OfApp", "OfUser"]).Select(of => ($"UsageSql.{of}[{(int)UsageBy.Turn}]", "Turns are told apart within one session only, so a query by turn of more than one is refused.")),
    ];
}

/// <summary>A read that is allowed.</summary>
/// <param name="Statement">The beginning of the statement's name: its type and its field.</param>
/// <param name="Read">The beginning of the read.</param>
/// <param name="Because">Why.</param>
internal sealed record AllowedRead(string Statement, string Read, string Because)
{
    public bool Fits(string statement, string read) => statement.StartsWith(Statement, StringComparison.Ordinal) && read.StartsWith(Read, StringComparison.Ordinal);
}
