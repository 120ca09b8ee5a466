using System.Collections.Concurrent;

namespace Colloquy.Testing;

/// <summary>Two tests of this process whose conversations have one name and so one cassette: each would replace the recording of the other.</summary>
internal sealed record CassetteTwins(string First, string Second)
{
    // By the test that takes the first turn. A test may hold its conversation as often as it likes.
    private static readonly ConcurrentDictionary<(string Path, int Trial), string> s_firsts = new();

    /// <summary>Returns the two when another test has taken the first turn of a conversation with this recording; null when none has.</summary>
    public static CassetteTwins? Find(string path, int trial, string test) =>
        s_firsts.GetOrAdd((path, trial), test) is var first && first != test ? new CassetteTwins(first, test) : null;

    public string Describe(string conversation) =>
        $"The tests {First} and {Second} both have a conversation named '{conversation}', so they share this cassette. Give each conversation a name of its own, and record both again.";
}
