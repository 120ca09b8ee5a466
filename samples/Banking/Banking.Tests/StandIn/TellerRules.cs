using System.Globalization;
using System.Text.RegularExpressions;
using Colloquy.Offline;

namespace Banking.Tests.StandIn;

/// <summary>Provides the rules by which the offline stand-in answers as a teller: from the messages that it is sent, and from nothing else.</summary>
internal static partial class TellerRules
{
    public static IReadOnlyList<OfflineRule> All { get; } =
    [
        new("Say what the bank refused", Refused),
        new("Say that an outcome is unknown", Unknown),
        new("Sum up", SumUp),
        new("Say where the trip goes", Destination),
        new("Count the months", Months),
        new("Move money", Move),
        new("Say the balances", Balances),
    ];

    private static OfflineAnswer? Refused(OfflineRequest request) =>
        request.RunsOfThisTurn is [.., { Failed: true } run] ? OfflineAnswer.Say($"I could not do that. {run.Error}") : null;

    // A call whose result was lost has a sentence that says so in its place.
    private static OfflineAnswer? Unknown(OfflineRequest request) =>
        request.RunsOfThisTurn is [.., { Failed: false } run] && !IsKnown(run) ? OfflineAnswer.Say("I cannot tell whether that was done. Please look at your balances.") : null;

    private static bool IsKnown(OfflineToolRun run) => run.Text.StartsWith('{');

    private static OfflineAnswer? Balances(OfflineRequest request)
    {
        if (!AboutBalances.IsMatch(request.Text))
            return null;
        if (request.ResultOf("get_all_balances") is not { } all)
            return request.Call("get_all_balances");

        var accounts = all.GetProperty("accounts").EnumerateObject().Select(account => $"{account.Value.GetProperty("formatted").GetString()} in {account.Name}");
        return OfflineAnswer.Say($"You have {string.Join(" and ", accounts)}.");
    }

    private static OfflineAnswer? Move(OfflineRequest request)
    {
        if (Transfer.Match(request.Text) is not { Success: true } move)
            return null;
        if (request.ResultOf("transfer") is { } receipt)
            return OfflineAnswer.Say($"Done: {receipt.GetProperty("message").GetString()} The transaction is {receipt.GetProperty("transaction_id").GetString()}.");

        return request.Call("transfer", ("from_account", move.Groups["from"].Value), ("to_account", move.Groups["to"].Value), ("amount", decimal.Parse(move.Groups["amount"].Value, CultureInfo.InvariantCulture)));
    }

    private static OfflineAnswer? Destination(OfflineRequest request)
    {
        if (!AboutDestination.IsMatch(request.Text))
            return null;

        return OfflineAnswer.Say(Trip(request) is { } place ? $"Your trip goes to {place}." : "You have not told me where you want to go.");
    }

    private static OfflineAnswer? Months(OfflineRequest request)
    {
        if (Saving.Match(request.Text) is not { Success: true } saving)
            return null;
        if (request.ResultOf("get_balance") is not { } savings)
            return request.Call("get_balance", ("account", "savings"));

        var missing = Number(saving, "price") - savings.GetProperty("balance").GetDecimal();
        var months = Math.Max(0, Math.Ceiling(missing / Number(saving, "rate")));
        return OfflineAnswer.Say($"Savings has {savings.GetProperty("formatted").GetString()}, so the flight is paid for after {months:0} months.");
    }

    private static OfflineAnswer? SumUp(OfflineRequest request)
    {
        if (!request.Text.Contains("sum up", StringComparison.OrdinalIgnoreCase))
            return null;

        var moved = request.Runs.Where(run => run.Tool.EndsWith("transfer", StringComparison.Ordinal) && !run.Failed && IsKnown(run)).Select(run => run.Value().GetProperty("message").GetString());
        var trip = Trip(request) is { } place ? $"You plan a trip to {place}." : "";
        return OfflineAnswer.Say(string.Join(' ', [trip, .. moved]).Trim() is { Length: > 0 } summary ? summary : "Nothing has happened today.");
    }

    private static string? Trip(OfflineRequest request) =>
        request.EarlierUserTexts.Select(text => TripTo.Match(text)).FirstOrDefault(match => match.Success)?.Groups["place"].Value;

    private static decimal Number(Match match, string group) => decimal.Parse(match.Groups[group].Value, NumberStyles.Number, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b(?:balances?|accounts?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex AboutBalances { get; }

    [GeneratedRegex(@"\bmove (?<amount>[\d.]+) from (?<from>\w+) (?:in)?to (?<to>\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Transfer { get; }

    [GeneratedRegex(@"\bwhere\b.*\b(?:go|trip|travel)", RegexOptions.IgnoreCase)]
    private static partial Regex AboutDestination { get; }

    [GeneratedRegex(@"\bcosts (?<price>[\d,.]*\d).*\b(?<rate>[\d,.]*\d) a month", RegexOptions.IgnoreCase)]
    private static partial Regex Saving { get; }

    [GeneratedRegex(@"\btrip to (?<place>\p{Lu}\w+)")]
    private static partial Regex TripTo { get; }
}
