namespace Colloquy.Testing;

/// <summary>The exchanges of one trial of a conversation, or of one fork of it, in order.</summary>
internal sealed class RecordedTrack(int trial, string fork)
{
    public int Trial => trial;

    /// <summary>Gets the name of the fork, such as <c>2.1</c>: the first fork that was made after turn 2; empty for the conversation itself.</summary>
    public string Fork => fork;

    public List<RecordedCall> Calls { get; init; } = [];

    /// <summary>Gets the name of the track of which this one is a fork, and the turn after which it was made; null for the conversation itself.</summary>
    public (string Fork, int AfterTurn)? Parent
    {
        get
        {
            if (fork.Length == 0)
                return null;

            var slash = fork.LastIndexOf('/');
            var last = fork[(slash + 1)..];
            return (slash < 0 ? "" : fork[..slash], int.TryParse(last.Split('.')[0], out var turn) ? turn : 0);
        }
    }

    /// <summary>Returns an id that no other model call of the conversation has.</summary>
    public string IdOf(int turn, int number) => $"{(fork.Length == 0 ? "" : $"f{fork.Replace('.', '_').Replace('/', '_')}_")}{turn}_{number}";

    public override string ToString() => (trial, fork) switch
    {
        (1, "") => "the conversation",
        (_, "") => $"trial {trial}",
        (1, _) => $"fork {fork}",
        _ => $"fork {fork} of trial {trial}",
    };
}
