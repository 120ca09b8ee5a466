namespace Colloquy;

/// <summary>Specifies the property by which usage is grouped.</summary>
public enum UsageBy
{
    /// <summary>One total, without groups.</summary>
    None = 0,

    /// <summary>The turn, by its start entry; only within one session.</summary>
    Turn = 1,

    /// <summary>The session. The usage of deleted sessions is one group without a key.</summary>
    Session = 2,

    /// <summary>The user; the same name in two apps is one group. Sessions without a user are one group without a key.</summary>
    User = 3,

    /// <summary>The application.</summary>
    App = 4,

    /// <summary>The model.</summary>
    Model = 5,

    /// <summary>The agent.</summary>
    Agent = 6,

    /// <summary>The tool that a model call asked for. A call that asked for two tools counts completely for both, and a call that asked for none counts for no group, so these groups do not add up to the total.</summary>
    Tool = 7,

    /// <summary>The day, in UTC.</summary>
    Day = 8,
}
