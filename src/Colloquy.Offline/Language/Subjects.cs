namespace Colloquy.Offline;

/// <summary>Knows which words are about the same matter: a leak is a matter for repairs, a quay for berths.</summary>
internal static class Subjects
{
    private static readonly string[][] s_matters =
    [
        ["billing", "invoice", "bill", "charge", "payment", "pay", "refund", "price", "cost", "money", "fee"],
        ["repair", "mechanic", "fault", "broken", "break", "leak", "jam", "crash", "error", "noise", "fail", "stuck", "machine", "pump", "press", "maintenance"],
        ["part", "spare", "stock", "valve", "seal", "bearing", "storeroom"],
        ["berth", "quay", "moor", "mooring", "jetty", "basin", "anchorage"],
        ["pilot", "pilotage", "tide", "tug", "draught", "channel", "shallow"],
        ["loan", "borrow", "lend", "renew", "overdue", "reminder"],
        ["shipping", "delivery", "deliver", "package", "parcel", "tracking", "track"],
        ["urgent", "urgently", "asap", "immediately", "critical", "emergency", "now"],
    ];

    /// <summary>Says how well words fit a name: each word that is the same, or about the same matter, counts.</summary>
    public static int Fit(string name, string text)
    {
        var (wanted, said) = (Words.Of(name), Words.Of(text));
        return said.Distinct().Sum(word => wanted.Contains(word) ? 3 : wanted.Any(other => IsAlike(word, other)) ? 2 : 0);
    }

    private static bool IsAlike(string one, string other) =>
        s_matters.Any(matter => matter.Any(word => Words.Stem(word) == one) && matter.Any(word => Words.Stem(word) == other));
}
