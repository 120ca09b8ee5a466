using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Reads a tool's name: <c>open_case</c> does 'open' to a 'case'.</summary>
internal sealed class ToolWords
{
    private static readonly Dictionary<string, string[]> s_actions = new(StringComparer.Ordinal)
    {
        ["create"] = ["create", "open", "file", "raise", "submit", "log", "make", "start", "add", "new", "register", "report", "set"],
        ["add"] = ["add", "put", "create", "new", "insert"],
        ["open"] = ["open", "create", "file", "raise", "start", "new", "log", "register", "report"],
        ["submit"] = ["submit", "file", "send", "open", "create"],
        ["book"] = ["book", "reserve", "schedule"],
        ["schedule"] = ["schedule", "book", "plan", "arrange"],
        ["transfer"] = ["transfer", "move", "send", "pass"],
        ["move"] = ["move", "transfer", "shift", "pump"],
        ["send"] = ["send", "write", "mail", "email", "message"],
        ["pay"] = ["pay", "settle"],
        ["buy"] = ["buy", "order", "purchase"],
        ["order"] = ["order", "buy", "purchase"],
        ["update"] = ["update", "change", "edit", "set", "modify"],
        ["set"] = ["set", "change", "update", "remember"],
        ["delete"] = ["delete", "remove", "cancel", "erase"],
        ["remove"] = ["remove", "delete", "drop"],
        ["cancel"] = ["cancel", "stop", "delete"],
        ["close"] = ["close", "resolve", "finish"],
        ["refund"] = ["refund", "return"],
        ["escalate"] = ["escalate"],
        ["renew"] = ["renew", "extend", "prolong"],
        ["reserve"] = ["reserve", "book"],
        ["save"] = ["save", "store", "keep", "remember"],
    };

    private static readonly string[] s_reads = ["get", "list", "show", "find", "search", "check", "look", "lookup", "fetch", "read", "view", "query", "tell", "give", "display", "see"];

    private static readonly Dictionary<string, string[]> s_alike = new(StringComparer.Ordinal)
    {
        ["stock"] = ["stock", "inventory", "available", "availability"],
        ["shelf"] = ["shelf", "available", "availability", "copy"],
        ["summary"] = ["summary", "summarize", "summarise", "recap", "sum"],
        ["recap"] = ["recap", "summary", "summarize", "summarise", "sum"],
        ["ticket"] = ["ticket", "issue", "case"],
        ["case"] = ["case", "ticket", "issue", "fault", "problem"],
        ["weather"] = ["weather", "forecast", "temperature", "rain"],
        ["product"] = ["product", "item", "article"],
            };

    public ToolWords(AIFunctionDeclaration tool)
    {
        var words = Words.Of(tool.Name);
        Verb = words.Count > 0 ? words[0] : "";
        IsAction = s_actions.ContainsKey(Verb);
        Nouns = IsAction || s_reads.Contains(Verb) ? [.. words.Skip(1).Where(word => word != "all")] : words;
        CoversAll = words.Contains("all");
        Description = [.. Words.Of(tool.Description).Except(Nouns).Where(word => word.Length > 3 && !s_reads.Contains(word))];
    }

    public string Verb { get; }

    /// <summary>Gets a value that indicates whether it changes something, so that it is called only when its verb, or one like it, was said.</summary>
    public bool IsAction { get; }

    public bool Searches => Verb is "search" or "find" or "lookup" or "look";

    public bool CoversAll { get; }

    public IReadOnlyList<string> Nouns { get; }

    public IReadOnlyList<string> Description { get; }

    public bool VerbIn(IReadOnlyList<string> words) => words.Any((s_actions.TryGetValue(Verb, out var alike) ? alike : [Verb]).Contains);

    public int NounsIn(IReadOnlyList<string> words) =>
        Nouns.Count(noun => words.Any(word => word == noun || (s_alike.TryGetValue(noun, out var alike) && alike.Contains(word))));

    public static bool ReadVerbIn(IReadOnlyList<string> words) => words.Any(s_reads.Contains);
}
