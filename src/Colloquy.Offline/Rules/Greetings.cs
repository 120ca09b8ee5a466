using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>Greets, and welcomes back those whose earlier messages are there when the instructions ask for it.</summary>
internal static partial class Greetings
{
    public static OfflineAnswer? Answer(OfflineRequest request)
    {
        if (request.Text.Length == 0 || Sentences.WithoutGreeting(request.Text).Length > 0)
            return null;

        var welcome = Welcome(request);
        var name = Facts.NameIn(request) is { } known ? $", {known}" : "";
        return OfflineAnswer.Say(welcome.Length > 0 ? $"{welcome}How can I help you today?" : $"Hello{name}! How can I help you today?");
    }

    /// <summary>Returns the words that an answer begins with; empty unless the instructions speak of people who return and one did.</summary>
    public static string Welcome(OfflineRequest request)
    {
        if (request.Earlier.Count == 0 || !Returning.IsMatch(request.Instructions))
            return "";

        return Facts.NameIn(request) is { } name ? $"Welcome back, {name}! " : "Welcome back! ";
    }

    [GeneratedRegex(@"\breturning\b|\bwelcome\b.{0,200}\bback\b", RegexOptions.IgnoreCase)]
    private static partial Regex Returning { get; }
}
