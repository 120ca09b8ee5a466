namespace Colloquy.Testing;

/// <summary>Configures how a stored session becomes a test.</summary>
public sealed class SessionTestOptions
{
    /// <summary>Gets or sets the name of the conversation.</summary>
    /// <value>The default is made of the first thing that the user says, such as <c>move-500-to-savings</c>.</value>
    public string? Name { get; set; }

    /// <summary>Gets or sets the namespace of the test class.</summary>
    /// <value>The default is <c>RecordedConversations</c>.</value>
    public string Namespace { get; set; } = "RecordedConversations";

    /// <summary>Gets or sets the full name of the type that says what is tested, an <see cref="IConversationSetup"/> with a constructor without parameters.</summary>
    /// <value>The default is null: the test class has a place where you say it.</value>
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
}
