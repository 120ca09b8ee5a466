namespace Colloquy.Sqlite;

/// <summary>The place of a session in the indexes of listings: a time, and a bound on how much later its last update is.</summary>
/// <remarks>
/// To write an index in each commit would cost a page more in the write-ahead log. So a session stays at its place while its
/// updates drift away from it, and moves a few times in a minute at most. The bounds grow by steps, so that a listing reads
/// ahead by the bound of the sessions it meets: of sessions that were written in an instant, as an import does, by few of them.
/// </remarks>
/// <param name="Listed">The time of the index, in milliseconds: not after the last update.</param>
/// <param name="Drift">The number of the bound, of <see cref="Bounds"/>.</param>
internal readonly record struct ListingPlace(long Listed, int Drift)
{
    private static readonly long[] Milliseconds = [0, 15, 255, 4_095, 60_000];

    /// <summary>The most milliseconds by which the last update is after <see cref="Listed"/>, for each drift.</summary>
    public static ReadOnlySpan<long> Bounds => Milliseconds;

    /// <summary>Returns the place of the session once it is updated at a time: the same one, as long as that is true.</summary>
    public ListingPlace At(long updated)
    {
        var after = updated - Listed;
        if (after < 0 || after > Bounds[^1] || (uint)Drift >= Bounds.Length)
            return new ListingPlace(updated, 0);

        var drift = Drift;
        while (after > Bounds[drift])
            drift++;
        return this with { Drift = drift };
    }
}
