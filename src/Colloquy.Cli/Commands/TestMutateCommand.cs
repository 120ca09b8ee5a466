using System.CommandLine;
using Colloquy.Testing;

namespace Colloquy.Cli;

/// <summary><c>colloquy test mutate</c>: plants faults in the agent, one at a time, and lists those that the tests let live.</summary>
internal static class TestMutateCommand
{
    private static readonly TimeSpan s_leastLimit = TimeSpan.FromMinutes(2);

    public static Command Create(CliHost host)
    {
        var command = new HelpfulCommand("mutate", "Runs the tests once as they are, and then once for each fault that can be planted in the agent: in its models, its tools, and what it sends. Lists the faults that the tests let live. The exit code is 0 when every fault that changed something was killed, and 1 otherwise.")
        {
            Examples =
            [
                "colloquy test mutate",
                "colloquy test mutate --only calls-twice,forgets-history",
                "colloquy test mutate --except takes-long --json",
                "colloquy test mutate -- dotnet test tests/Shop.Tests --no-build",
                "colloquy test mutate -- dotnet exec Shop.Tests.dll -class Shop.Tests.Orders",
            ],
        };
        var tests = new Argument<string[]>("COMMAND") { Arity = ArgumentArity.ZeroOrMore, Description = "After --: the command that runs the tests [default: dotnet test, which builds once]" };
        command.Arguments.Add(tests);
        var only = Ids("--only", "Only these faults; docs/testing/faults.md lists them [default: all]");
        var except = Ids("--except", "All faults but these");
        var timeout = GlobalOptions.Number("--timeout", "SECONDS", "The most time for one run of the tests, 1 to 86400 [default: ten times the run without a fault, at least 120; no limit for that one]", min: 1, max: 86_400);
        var logs = new Option<string?>("--logs") { HelpName = "FOLDER", Description = "Keep what each run printed there, a file for each fault" };
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { only, except, timeout, logs, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var faults = Choose(parsed.GetValue(only), parsed.GetValue(except));
            var given = parsed.GetValue(tests) ?? [];
            var folder = Directory.CreateTempSubdirectory("colloquy-mutate-");
            try
            {
                var run = new MutationRun(new TestProcess(folder.FullName, host.Time), host.Terminal)
                {
                    Command = given.Length > 0 ? given : ["dotnet", "test"],
                    Again = given.Length > 0 ? given : ["dotnet", "test", "--no-build"],
                    Limit = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                    LeastLimit = s_leastLimit,
                    Logs = parsed.GetValue(logs),
                };
                var undisturbed = await run.RunUndisturbedAsync(cancellationToken).ConfigureAwait(false);
                var score = new MutationScore(await run.RunAsync(faults, undisturbed, cancellationToken).ConfigureAwait(false));
                if (parsed.GetValue(json))
                    CliJson.Print(MutationJson.Of(run.Command, undisturbed, score), host);
                else
                    MutationView.Print(score, host);
                return score.ExitCode;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static Option<string[]> Ids(string name, string description) => new(name) { HelpName = "FAULT[,FAULT]", Description = description, AllowMultipleArgumentsPerToken = false };

    private static List<PlantedFault> Choose(string[]? only, string[]? except)
    {
        try
        {
            var (wanted, unwanted) = (Find(only), Find(except));
            List<PlantedFault> chosen = [.. PlantedFaults.All.Where(fault => (wanted.Count == 0 || wanted.Contains(fault)) && !unwanted.Contains(fault))];
            return chosen.Count > 0 ? chosen : throw new CliException(ExitCode.Usage, "No fault is left to plant. Name others with --only, or fewer with --except.");
        }
        catch (ArgumentException error)
        {
            throw new CliException(ExitCode.Usage, Failure.LineOf(error));
        }
    }

    private static List<PlantedFault> Find(string[]? ids) => [.. (ids ?? []).SelectMany(word => word.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(PlantedFaults.Find)];
}
