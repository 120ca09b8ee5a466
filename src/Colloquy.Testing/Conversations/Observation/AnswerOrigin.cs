namespace Colloquy.Testing;

/// <summary>Represents where the answers of a turn's models came from.</summary>
[Flags]
public enum AnswerOrigin
{
    /// <summary>Unknown: the target did not use an observed client.</summary>
    Unknown = 0,

    /// <summary>A model answered.</summary>
    Live = 1,

    /// <summary>A cassette answered.</summary>
    Replayed = 2,

    /// <summary>The answers are those of the offline stand-in, live or replayed.</summary>
    StandIn = 4,
}
