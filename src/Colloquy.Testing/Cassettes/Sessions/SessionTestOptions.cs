namespace Colloquy.Testing;

/// <summary>Configures how a stored session becomes a test.</summary>
public sealed class SessionTestOptions
{
    internal const int MostTurns = 500;

    /// <summary>Gets or sets the name of the conversation.</summary>
    /// <value>The default is made of the first thing that the user says, such as <c>move-500-to-savings</c>.</value>
    public string? Name { get; set; }

    /// <summary>Gets or sets the namespace of the test class.</summary>
    /// <value>The default is <c>RecordedConversations</c>.</value>
    public string Namespace { get; set; } = "RecordedConversations";

    /// <summary>Gets or sets the number of the first turn that the test checks, from 1. The turns before it are taken too, without checks, since later answers depend on them.</summary>
    /// <value>The default is 1.</value>
    public int FirstTurn { get; set; } = 1;

    /// <summary>Gets or sets the number of the last turn of the test, from <see cref="FirstTurn"/>; null for the last turn of the branch.</summary>
    /// <value>The default is <see langword="null"/>. A test has at most 500 turns.</value>
    public int? LastTurn { get; set; }

    /// <summary>Gets or sets the full name of the type that says what is tested, an <see cref="IConversationSetup"/> with a constructor without parameters.</summary>
    /// <value>The default is null: the file of the test class has a setup in which you say it.</value>
    public string? Setup { get; set; }

    /// <summary>Gets or sets a function that returns the name of the tool host to which a tool belongs, or null when it is not known.</summary>
    /// <value>The default is null: a session does not say where its tools were. The hosts of the test are then started, and the calls of their tools are replayed.</value>
    public Func<string, string?>? HostOf { get; set; }

    /// <summary>Gets or sets a function that returns the name of an agent's model within the conversation.</summary>
    /// <value>The default is null: each is named <c>model</c>, as by <see cref="ConversationParts.Client(Func{IChatClient}, string)"/>.</value>
    public Func<string?, string>? ModelOf { get; set; }

    /// <summary>Gets the parts of requests that differ from run to run, such as dates in instructions.</summary>
    /// <value>Empty by default.</value>
    public IList<VolatileField> Volatile { get; } = [];

    /// <summary>Gets values that are secret, beside those that <see cref="CassetteOptions.Secrets"/> describes. They are removed from the cassette and from the test class.</summary>
    /// <value>Empty by default.</value>
    public IList<string> Secrets { get; } = [];

    /// <summary>Gets regular expressions of secrets, such as names and numbers of customers. A group named <c>secret</c> is what is replaced; without one, the whole match.</summary>
    /// <value>Empty by default.</value>
    public IList<string> SecretPatterns { get; } = [];

    internal void Validate()
    {
        if (Name is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(FirstTurn, 1);
        if (LastTurn is { } last)
            ArgumentOutOfRangeException.ThrowIfLessThan(last, FirstTurn, nameof(LastTurn));
        if (!TestNames.IsQualified(Namespace))
            throw new ArgumentException($"'{Namespace}' is not the name of a namespace in C#. Write names that are separated by dots, such as Desk.Tests.", nameof(Namespace));
        if (Setup is { } setup && !TestNames.IsQualified(setup))
            throw new ArgumentException($"'{setup}' is not the full name of a type in C#. Write names that are separated by dots, such as Desk.Tests.DeskSetup.", nameof(Setup));
    }
}
