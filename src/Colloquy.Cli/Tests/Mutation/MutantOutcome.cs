namespace Colloquy.Cli;

/// <summary>What the tests made of a planted fault.</summary>
internal enum MutantOutcome
{
    /// <summary>A test failed by the fault.</summary>
    Killed,

    /// <summary>The fault changed something, and all tests passed.</summary>
    Alive,

    /// <summary>The fault changed nothing in any conversation.</summary>
    NotApplicable,

    /// <summary>A cassette had no answer, or it is not known why the tests failed.</summary>
    Undecided,

    /// <summary>The tests took too long and were ended.</summary>
    TimedOut,
}
