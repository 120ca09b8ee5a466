namespace Colloquy.Testing;

/// <summary>Provides the checks that scripts name, and takes checks of your own.</summary>
/// <remarks>A check is written as a word (<c>no_tools</c>), as a word with a value (<c>text: Lisbon</c>), or with more fields beside it (<c>tool_called: transfer</c>, <c>times: 1</c>).</remarks>
public sealed class ScriptChecks
{
    private readonly Dictionary<string, Entry> _entries;

    /// <summary>Initializes the checks that every script knows, to which others can be added.</summary>
    public ScriptChecks()
        : this(BuiltInScriptChecks.All)
    {
    }

    private ScriptChecks(IEnumerable<(string Name, Entry Entry)> entries) => _entries = entries.ToDictionary(entry => entry.Name, entry => entry.Entry, StringComparer.Ordinal);

    /// <summary>Gets the checks that every script knows.</summary>
    public static ScriptChecks Default { get; } = new();

    /// <summary>Gets the names of the checks, in alphabetical order.</summary>
    public IReadOnlyList<string> Names => [.. _entries.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds a check.</summary>
    /// <param name="name">The name, such as <c>speaks_politely</c>; one that exists is replaced.</param>
    /// <param name="create">Creates the check from its node, a map whose field of this name has the value; it is null where only the name is written.</param>
    /// <param name="fields">The names of the other fields that it takes.</param>
    /// <returns>These checks.</returns>
    public ScriptChecks Add(string name, Func<ScriptNode, ScriptNode?, Check> create, params IReadOnlyList<string> fields)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        if (this == Default)
            throw new InvalidOperationException($"{nameof(ScriptChecks)}.{nameof(Default)} is shared by all scripts. Add to a new {nameof(ScriptChecks)} and pass it to {nameof(ConversationScript)}.{nameof(ConversationScript.Load)}.");

        _entries[name] = new Entry(create, fields, OfTurn: true, OfConversation: true);
        return this;
    }

    internal Check Create(ScriptNode node, bool ofTurn)
    {
        var name = node.IsMap
            ? node.Fields.Select(field => field.Name).FirstOrDefault(_entries.ContainsKey) ?? throw Unknown(node, node.Fields.Count > 0 ? node.Fields[0].Name : "")
            : node.ToText("a check");
        var entry = _entries.GetValueOrDefault(name) ?? throw Unknown(node, name);
        if (!(ofTurn ? entry.OfTurn : entry.OfConversation))
            throw node.Error(ofTurn ? $"'{name}' looks at the whole conversation. Write it under the 'expect' at the end." : $"'{name}' looks at one turn. Write it under the 'expect' of a turn.");

        node.AllowOnly([name, .. entry.Fields]);
        try
        {
            return entry.Create(node, node.Find(name));
        }
        catch (ArgumentException error)
        {
            throw node.Error($"'{name}' cannot be made: {error.Message}");
        }
    }

    private ScriptException Unknown(ScriptNode node, string name) => node.Error($"there is no check '{name}'. There are: {string.Join(", ", Names)}.");

    internal sealed record Entry(Func<ScriptNode, ScriptNode?, Check> Create, IReadOnlyList<string> Fields, bool OfTurn, bool OfConversation);
}
