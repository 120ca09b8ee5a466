using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Colloquy.Offline;

namespace Banking.Tests.StandIn;

/// <summary>Provides the rules by which the offline stand-in sells boots.</summary>
internal static partial class ShopRules
{
    /// <summary>Returns the rules of a stand-in that says much, or of one that says little.</summary>
    public static IReadOnlyList<OfflineRule> For(bool chatty) =>
    [
        new("Show boots", request => Show(request, chatty)),
        new("Put boots into the basket", request => Take(request, chatty)),
        new("Say what the basket costs", request => Total(request, chatty)),
    ];

    private static OfflineAnswer? Show(OfflineRequest request, bool chatty)
    {
        if (UpTo.Match(request.Text) is not { Success: true } upTo)
            return null;
        if (request.ResultOf("find_boots") is not { } boots)
            return request.Call("find_boots", ("highest", decimal.Parse(upTo.Groups["highest"].Value, CultureInfo.InvariantCulture)));

        var list = string.Join(", ", boots.EnumerateArray().Select(boot => $"{boot.GetProperty("name").GetString()} for {Price(boot.GetProperty("price"))}"));
        return OfflineAnswer.Say(chatty ? $"With pleasure! These would suit you: {list}. Which size do you wear?" : $"{list}.");
    }

    // 'the cheaper ones': which they are is in the result of an earlier turn.
    private static OfflineAnswer? Take(OfflineRequest request, bool chatty)
    {
        if (Cheaper.Match(request.Text) is not { Success: true } cheaper)
            return null;
        if (request.ResultOf("add_to_basket") is { } basket)
            return OfflineAnswer.Say(chatty ? $"A good choice! {Describe(basket)} in your basket." : $"{Describe(basket)} added.");

        var shown = request.Runs.LastOrDefault(run => run.Tool.EndsWith("find_boots", StringComparison.Ordinal))?.Value().EnumerateArray().MinBy(boot => boot.GetProperty("price").GetDecimal());
        return shown is { ValueKind: JsonValueKind.Object } boot
            ? request.Call("add_to_basket", ("boot", boot.GetProperty("name").GetString()), ("size", int.Parse(cheaper.Groups["size"].Value, CultureInfo.InvariantCulture)))
            : OfflineAnswer.Say("Which boots do you mean?");
    }

    private static OfflineAnswer? Total(OfflineRequest request, bool chatty)
    {
        if (!AboutTotal.IsMatch(request.Text))
            return null;
        if (request.ResultOf("get_basket") is not { } basket)
            return request.Call("get_basket");

        var total = Price(basket.GetProperty("total"));
        return OfflineAnswer.Say(chatty ? $"That comes to {total} altogether. Thank you for shopping with us!" : $"{total}.");
    }

    private static string Describe(JsonElement basket) =>
        string.Join(" and ", basket.GetProperty("lines").EnumerateArray().Select(line => $"{line.GetProperty("boot").GetString()} in {line.GetProperty("size")}"));

    private static string Price(JsonElement price) => price.GetDecimal().ToString("$0.00", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b(?:up to|under|below) (?<highest>\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex UpTo { get; }

    [GeneratedRegex(@"\bcheaper\b.*\b(?<size>\d\d)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Cheaper { get; }

    [GeneratedRegex(@"\b(?:pay|cost)\b", RegexOptions.IgnoreCase)]
    private static partial Regex AboutTotal { get; }
}
