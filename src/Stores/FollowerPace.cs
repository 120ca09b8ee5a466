namespace Colloquy.Storage;

/// <summary>The share of a store that <see cref="SearchFollower"/> takes.</summary>
/// <param name="Lag">How many entries an index must be behind to be updated in the background; 0 for never.</param>
/// <param name="RestForWork">How many times as long as a step took the follower rests, while this process writes.</param>
/// <param name="CountWrites">Returns how many writes this process has made to the store.</param>
/// <param name="WritesOfStep">How many of these writes a step of the follower makes itself.</param>
internal sealed record FollowerPace(int Lag, int RestForWork, Func<long> CountWrites, int WritesOfStep)
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    public TimeSpan RestAfter(TimeSpan work) => work * RestForWork < LongestRest ? work * RestForWork : LongestRest;
}
