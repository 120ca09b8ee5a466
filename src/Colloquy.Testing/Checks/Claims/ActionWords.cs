namespace Colloquy.Testing;

/// <summary>Words for one kind of action, in English.</summary>
/// <param name="ToolWords">The words in the names of tools that do it.</param>
/// <param name="Strong">Past forms that claim it by themselves.</param>
/// <param name="Weak">Past forms that claim it when there is such a tool, and the sentence names its object.</param>
/// <param name="Nouns">Nouns for the action.</param>
/// <param name="IsMoney">Whether its object is money.</param>
internal sealed record ActionWords(string[] ToolWords, string[] Strong, string[] Weak, string[] Nouns, bool IsMoney = false)
{
    public static IReadOnlyList<ActionWords> All { get; } =
    [
        new(["transfer", "wire", "remit", "move", "send"], ["transferred", "wired", "remitted"], ["moved", "sent", "shifted", "credited", "debited", "deposited", "added", "put", "taken", "took", "withdrew", "withdrawn"], ["transfer"], IsMoney: true),
        new(["deposit", "credit"], ["deposited"], ["credited", "added", "put"], ["deposit"], IsMoney: true),
        new(["withdraw", "withdrawal", "debit"], ["withdrew", "withdrawn"], ["debited", "taken", "took"], ["withdrawal"], IsMoney: true),
        new(["pay", "payment"], ["paid"], ["settled"], ["payment"], IsMoney: true),
        new(["refund", "reimburse"], ["refunded", "reimbursed"], ["returned"], ["refund"], IsMoney: true),
        new(["book", "reserve", "booking", "reservation"], ["booked", "reserved"], [], ["booking", "reservation"]),
        new(["cancel", "cancellation"], ["cancelled", "canceled"], [], ["cancellation"]),
        new(["buy", "purchase", "order", "checkout"], ["purchased", "bought"], ["ordered"], ["purchase", "order"]),
        new(["email", "mail"], ["emailed"], ["sent", "mailed"], ["email"]),
        new(["create", "open", "add", "new", "insert", "register"], [], ["created", "opened", "added", "registered"], []),
        new(["update", "change", "edit", "modify", "set", "rename"], [], ["updated", "changed", "modified", "edited", "renamed"], ["update"]),
        new(["delete", "remove", "clear"], [], ["deleted", "removed", "cleared"], ["deletion"]),
        new(["submit", "file"], [], ["submitted", "filed"], ["submission"]),
        new(["ship", "dispatch"], [], ["shipped", "dispatched"], ["shipment"]),
    ];

    /// <summary>First words of tools that only look, so that no word claims them.</summary>
    public static IReadOnlySet<string> Looking { get; } = new HashSet<string>(["get", "list", "find", "search", "look", "lookup", "read", "query", "check", "show", "count", "describe", "fetch", "view", "compare", "calculate", "compute", "convert", "preview", "validate", "is", "has", "current", "what"]);

    /// <summary>First words of tools that say nothing about what is done.</summary>
    public static IReadOnlySet<string> Light { get; } = new HashSet<string>(["make", "create", "place", "process", "execute", "do", "submit", "perform", "add", "new", "issue", "initiate", "run", "start", "post", "put", "send"]);

    /// <summary>Past forms that claim an action only together with its noun: 'I've completed the transfer'.</summary>
    public static IReadOnlySet<string> LightForms { get; } = new HashSet<string>(["made", "completed", "processed", "executed", "performed", "finished", "placed", "submitted", "issued", "initiated", "finalized", "finalised", "done", "did"]);
}
