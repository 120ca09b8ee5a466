using System.Text.Json;
using System.Text.RegularExpressions;

namespace Colloquy.Testing.Tests.Planting;

/// <summary>Faults that show over many turns or many conversations, and those of the judge itself.</summary>
internal static class JudgeFaults
{
    private const string Role = "The teller of a bank: accounts, transfers and loans. No recipes, no poems.";

    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        new(31, "leaves its role late", "role adherence", RoleAsync) { Planted = "leaves-role" },
        new(32, "fails one time in five", "trials", FlakyAsync) { Planted = "fails-sometimes" },
        new(35, "the judge answers in prose", "criterion", ProseAsync) { Other = "a judge that answers in prose", Outcome = CheckOutcome.Error },
        new(35, "the judge fails", "criterion", BrokenAsync) { Other = "a judge whose service answers with status 500", Outcome = CheckOutcome.Error },
    ];

    private static async Task RoleAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync(judge: new StandInJudge());
        await conversation.TellOfTripAsync(trial);
        await conversation.MoveAsync(trial);
        await conversation.AskWhereToAsync(trial);
        await conversation.AskForSavingsAsync(trial);

        await trial.CheckAsync(() => conversation.JudgeAsync(new RoleAdherenceJudge(Role)));
    }

    private static Task ProseAsync(FaultTrial trial) => JudgedAsync(trial, new StandInJudge { Says = trial.IsPlanted ? "Looks good to me!" : null });

    private static Task BrokenAsync(FaultTrial trial) => JudgedAsync(trial, new StandInJudge { Throws = trial.IsPlanted ? new HttpRequestException("500 (Internal Server Error)", null, System.Net.HttpStatusCode.InternalServerError) : null });

    private static async Task JudgedAsync(FaultTrial trial, StandInJudge judge)
    {
        await using var conversation = await trial.StartAsync(judge: judge);
        await conversation.TellOfTripAsync(trial);

        var memory = await conversation.AskWhereToAsync(trial);

        await trial.CheckAsync(() => memory.JudgeAsync(new CriterionJudge("The answer names the place that the user told.")));
    }

    private static async Task FlakyAsync(FaultTrial trial)
    {
        await trial.CheckAsync(async () =>
        {
            var trials = await Testing.Trials.RunAsync("trip", trial.Configure, HoldAsync, new TrialOptions { Count = 10 });
            return new CheckResult { Name = "trials", Outcome = trials.PassToTheK(5) == 1 ? CheckOutcome.Passed : CheckOutcome.Failed, Expected = "pass^5 is 1", Actual = trials.Describe() };
        }, "(await Trials.RunAsync(\"trip\", configure, converse)).PassToTheK(5)");

        async Task HoldAsync(Conversation conversation)
        {
            await conversation.TellOfTripAsync(trial);
            (await conversation.AskWhereToAsync(trial)).Expect.Text("Lisbon");
        }
    }
}
