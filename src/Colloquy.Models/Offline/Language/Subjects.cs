namespace Colloquy.Models;

/// <summary>Knows which words are about the same matter: an invoice is billing's, a crash is for technical support.</summary>
internal static class Subjects
{
    private static readonly string[][] s_matters =
    [
        ["billing", "invoice", "bill", "charge", "payment", "pay", "subscription", "subscribe", "refund", "price", "pricing", "cost", "money", "plan", "upgrade", "downgrade", "card", "account"],
        ["technical", "tech", "technician", "support", "error", "crash", "bug", "install", "login", "password", "broken", "fail", "update", "slow", "connect", "wifi", "network", "software"],
        ["sales", "sale", "buy", "purchase", "order", "quote", "discount", "demo", "offer"],
        ["shipping", "delivery", "deliver", "ship", "package", "parcel", "tracking", "track"],
        ["research", "researcher", "paper", "literature", "study", "publication", "article"],
        ["code", "github", "implementation", "repository", "library", "analyzer"],
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
