using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy usage</c>: what model calls used, and what they cost.</summary>
internal static class UsageCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("usage", "Adds up what model calls used and cost, of all users. --user, --app and --session narrow it.")
        {
            Examples =
            [
                "colloquy usage",
                "colloquy usage --by user --since 7d",
                "colloquy usage --session chat --by turn",
                "colloquy usage --session chat --branch rental",
                "colloquy usage --chart --since 30d",
                "colloquy usage --chart tokens --by user",
                "colloquy usage --by day --csv --prices prices.json",
            ],
        };
        string[] groupings = [.. UsageRequest.Groupings.Keys];
        var by = GlobalOptions.Choice("--by", "WHAT", $"What it is added up by: {string.Join(", ", groupings)} [default: model; turn with --session; day with --chart]", groupings);
        var branch = new Option<string?>("--branch") { HelpName = "NAME", Description = "Only calls in the history of this branch of the session" };
        var since = new Option<string?>("--since") { HelpName = "TIME", Description = "Only calls since then: 30m, 12h, 7d, 2w, 2026-01-31 or 2026-01-31T09:30" };
        var until = new Option<string?>("--until") { HelpName = "TIME", Description = "Only calls before then" };
        var prices = new Option<string?>("--prices") { HelpName = "FILE", Description = "A price file for calls that had no price [default: the prices that come with colloquy]" };
        var chart = new Option<string?>("--chart")
        {
            HelpName = $"{UsageChart.Cost}|{UsageChart.Tokens}",
            Description = "Draw bars of the cost, or of the tokens [default: the cost where one is known]; in a pipe only their figures",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = result =>
            {
                if (result.Tokens is [.., { Value: not (UsageChart.Cost or UsageChart.Tokens) }])
                    result.AddError($"--chart wants one of {UsageChart.Cost}, {UsageChart.Tokens}, or no word.");
                return result.Tokens is [.., var token] ? token.Value : null;
            },
        };
        var ascii = GlobalOptions.Ascii("the bars of --chart");
        ascii.Description += "; in a pipe too";
        var json = GlobalOptions.Json();
        var csv = new Option<bool>("--csv") { Description = "Print CSV, for spreadsheets" };
        foreach (var option in new Option[] { by, branch, since, until, prices, chart, ascii, json, csv })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            // What cannot be read has been said already.
            var grouping = result.GetResult(by)?.Tokens is [.., var word] ? word.Value : null;
            var hasSession = result.GetValue(globals.Session) is not null;
            if (result.GetValue(json) && result.GetValue(csv))
                result.AddError("--json and --csv exclude each other.");
            if (result.GetResult(chart) is not null && (result.GetValue(json) || result.GetValue(csv)))
                result.AddError("--chart draws for people; leave out --json and --csv.");
            if (!hasSession && (grouping is "turn" or "branch" || result.GetValue(branch) is not null))
                result.AddError("Turns and branches are parts of a session; name it with --session.");
            if (result.GetValue(branch) is not null && grouping == "branch")
                result.AddError("--by branch shows every branch; leave out --branch.");
            if ((result.GetValue(branch) is not null || grouping == "branch") && (result.GetResult(since) ?? result.GetResult(until)) is not null)
                result.AddError("A branch is added up whole; leave out --since and --until.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var id = parsed.GetValue(globals.Session);
            var isChart = parsed.GetResult(chart) is not null;
            var grouping = parsed.GetValue(by) ?? (isChart ? "day" : id is null ? "model" : "turn");
            var request = new UsageRequest
            {
                Session = id is null ? null : globals.KeyOf(parsed, id),
                Branch = parsed.GetValue(branch),
                User = parsed.GetValue(globals.User),
                App = parsed.GetValue(globals.App),
                By = grouping,
                Since = parsed.GetValue(since) is { } from ? TimeArgument.Read(from, "--since", host.Time) : null,
                Until = parsed.GetValue(until) is { } to ? TimeArgument.Read(to, "--until", host.Time) : null,
                Prices = parsed.GetValue(prices) is { } path ? LoadPrices(path) : PriceTable.Default,
            };
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var report = await UsageReport.ReadAsync(store, request, host, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(UsageReportJson.Of(report), host);
            else if (parsed.GetValue(csv))
                UsagePrinter.PrintCsv(report, host.Terminal.Output);
            else if (isChart)
                await host.Terminal.PageAsync(() => new UsageChart(report, parsed.GetValue(chart)).Print(host.Terminal, host.Terminal.IsWindow || parsed.GetValue(ascii) ? Glyphs.Of(parsed.GetValue(ascii), host) : null), cancellationToken).ConfigureAwait(false);
            else
                await host.Terminal.PageAsync(() => UsagePrinter.Print(report, host.Terminal), cancellationToken).ConfigureAwait(false);
            UsagePrinter.Warn(report, host.Terminal);
            return ExitCode.Ok;
        });
        return command;
    }

    private static PriceTable LoadPrices(string path)
    {
        try
        {
            return PriceTable.Load(path);
        }
        catch (InvalidDataException e)
        {
            throw new CliException(ExitCode.Usage, e.Message);
        }
    }
}
