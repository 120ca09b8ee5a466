using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Colloquy.Offline;

namespace Subject.Docs.ComingFrom;

/// <summary>A stand-in for a model, at a desk for savings. It answers from the messages that it is sent, and from nothing else.</summary>
public sealed partial class SavingsModel() : DelegatingChatClient(new OfflineChatClient(
[
    new("Say what is missing", Missing),
    new("Move money", Move),
    new("Say where the flight goes", Destination),
    new("Say a balance", Balance),
]))
{
    private static OfflineAnswer? Missing(OfflineRequest request)
    {
        if (!request.Text.Contains("missing", StringComparison.Ordinal))
            return null;
        if (First(Price, request.EarlierUserTexts) is not { } price)
            return OfflineAnswer.Say("What does the flight cost?");
        if (ResultOf(request, "get_balance") is not { } result)
            return Call(request, "get_balance", ("account", "savings"));

        var missing = decimal.Parse(price, NumberStyles.Number, CultureInfo.InvariantCulture) - result.GetProperty("balance").GetDecimal();
        return OfflineAnswer.Say(string.Create(CultureInfo.InvariantCulture, $"There are {result.GetProperty("formatted").GetString()} in savings, so ${missing:#,0.00} are missing."));
    }

    private static OfflineAnswer? Move(OfflineRequest request)
    {
        if (Transfer.Match(request.Text) is not { Success: true } move)
            return null;
        if (ResultOf(request, "transfer") is { } receipt)
            return OfflineAnswer.Say($"Done. {receipt.GetProperty("message").GetString()}");

        // 'there' is the account that was talked about.
        var to = move.Groups["to"].Value is "there" ? First(Account, request.EarlierUserTexts) : move.Groups["to"].Value;
        return to is null
            ? OfflineAnswer.Say("To which account?")
            : Call(request, "transfer", ("from_account", "checking"), ("to_account", to), ("amount", decimal.Parse(move.Groups["amount"].Value, CultureInfo.InvariantCulture)));
    }

    private static OfflineAnswer? Destination(OfflineRequest request)
    {
        if (!request.Text.StartsWith("Where does", StringComparison.Ordinal))
            return null;

        return OfflineAnswer.Say(First(City, request.EarlierUserTexts) is { } city ? $"The flight goes to {city}." : "You have not said where the flight goes.");
    }

    private static OfflineAnswer? Balance(OfflineRequest request)
    {
        if (!request.Text.Contains("How much is in", StringComparison.Ordinal) || First(Account, [request.Text]) is not { } account)
            return null;

        return ResultOf(request, "get_balance") is { } result
            ? OfflineAnswer.Say($"There are {result.GetProperty("formatted").GetString()} in {account}.")
            : Call(request, "get_balance", ("account", account));
    }

    private static string? First(Regex regex, IEnumerable<string> texts) =>
        texts.Select(text => regex.Match(text)).FirstOrDefault(match => match.Success)?.Groups["it"].Value;

    private static JsonElement? ResultOf(OfflineRequest request, string tool) =>
        request.RunsOfThisTurn.LastOrDefault(run => run.Tool.EndsWith(tool, StringComparison.Ordinal)) is { } run ? JsonElement.Parse(run.Text) : null;

    private static OfflineAnswer Call(OfflineRequest request, string tool, params IEnumerable<(string Name, object? Value)> arguments) =>
        OfflineAnswer.Call(new OfflineCall(request.Tools.First(known => known.Name.EndsWith(tool, StringComparison.Ordinal)).Name, arguments.ToDictionary(argument => argument.Name, argument => argument.Value)));

    [GeneratedRegex(@"\bcosts (?<it>[\d,]*\d)")]
    private static partial Regex Price { get; }

    [GeneratedRegex(@"\bflight to (?<it>\p{Lu}\w+)")]
    private static partial Regex City { get; }

    [GeneratedRegex(@"\b(?<it>checking|savings)\b")]
    private static partial Regex Account { get; }

    [GeneratedRegex(@"\bMove (?<amount>\d+) (?:to )?(?<to>there|checking|savings)\b")]
    private static partial Regex Transfer { get; }
}
