using System.Collections;
using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>Represents how a panel of judges comes to one verdict.</summary>
public enum VoteRule
{
    /// <summary>More than half of all judges pass or fail. A judge that does not answer counts for neither side, so it can only stop a verdict, not change it.</summary>
    Majority,

    /// <summary>The mean of the scores. Every judge must answer.</summary>
    Mean,
}

/// <summary>Represents a panel: several judges, or one judge asked several times, that vote. A tie is an error, and so is a vote that failed where it could have changed the verdict.</summary>
/// <param name="name">The name of the panel.</param>
public sealed class JudgePanel(string name) : Judge, IEnumerable<IEvaluator>
{
    private readonly List<(IEvaluator Judge, string? Model)> _members = [];

    /// <summary>Gets how the panel comes to one verdict.</summary>
    /// <value>The default is <see cref="VoteRule.Majority"/>.</value>
    public VoteRule Rule { get; init; }

    /// <inheritdoc />
    public override string Name { get; } = string.IsNullOrWhiteSpace(name) ? throw new ArgumentException("A panel has a name.", nameof(name)) : name;

    /// <inheritdoc />
    public override string Version => $"1({string.Join(",", _members.Select(member => member.Judge is Judge judge ? judge.Version : member.Judge.GetType().Assembly.GetName().Version?.ToString()))})";

    /// <inheritdoc />
    public override string Formula => Rule == VoteRule.Majority ? "judges that pass / judges, where more than half agree" : "mean of the judges' scores";

    /// <inheritdoc />
    public override string Expected => $"{(Rule == VoteRule.Majority ? "most" : "on average")} of {_members.Count} judges {(Rule == VoteRule.Majority ? "pass" : "score")}: {string.Join("; ", _members.Select(member => member.Judge is Judge judge ? judge.Expected : JudgeRunner.NameOf(member.Judge)).Distinct())}";

    internal override string Identity => string.Join('\n', [base.Identity, .. _members.Select(member => $"{member.Model} {(member.Judge is Judge judge ? $"{judge.Model} {judge.Identity} {judge.Threshold}" : member.Judge.GetType().FullName)}")]);

    /// <summary>Returns a panel of one judge that is asked several times, which shows how steady it is.</summary>
    /// <param name="judge">The judge.</param>
    /// <param name="times">How many times it is asked; at least 2, an odd number unless the scores are averaged.</param>
    /// <param name="rule">How the panel comes to one verdict.</param>
    public static JudgePanel Repeat(IEvaluator judge, int times, VoteRule rule = VoteRule.Majority)
    {
        ArgumentNullException.ThrowIfNull(judge);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 2);
        var panel = new JudgePanel($"{JudgeRunner.NameOf(judge)} × {times}") { Rule = rule };
        for (var time = 0; time < times; time++)
            panel.Add(judge);
        return panel;
    }

    /// <summary>Adds a judge.</summary>
    /// <param name="judge">The judge.</param>
    /// <param name="model">The name of the conversation's model that it asks; null for the one that the judge or the options of the check name.</param>
    public void Add(IEvaluator judge, string? model = null)
    {
        ArgumentNullException.ThrowIfNull(judge);
        _members.Add((judge, model));
    }

    /// <summary>Returns the judges, in the order in which they were added.</summary>
    public IEnumerator<IEvaluator> GetEnumerator() => _members.Select(member => member.Judge).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    protected override async ValueTask<JudgeVerdict> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_members.Count < 2)
            throw new JudgeException($"The panel '{Name}' has {(_members.Count == 0 ? "no judges" : "one judge")}. Add at least two.");

        List<CheckDetail> votes = [];
        foreach (var (index, member) in _members.Index())
            votes.Add(await VoteAsync(index, member.Judge, member.Model, request, cancellationToken).ConfigureAwait(false));
        return Rule == VoteRule.Majority ? Count(votes) : Average(votes);
    }

    private static async Task<CheckDetail> VoteAsync(int index, IEvaluator judge, string? model, JudgeRequest request, CancellationToken cancellationToken)
    {
        var subject = $"{index + 1}. {JudgeRunner.NameOf(judge)}{((model ?? (judge as Judge)?.Model) is { } named ? $" ({named})" : "")}";
        try
        {
            var client = model is null ? request.Client : request.Conversation?.FindModel(model) ?? throw new JudgeException($"The conversation has no model '{model}'. Add it by {nameof(ConversationBuilder)}.{nameof(ConversationBuilder.AddModel)}.");
            List<EvaluationContext> context = request.Conversation is null ? [.. request.Context] : [request.Conversation, .. request.Context];
            var result = await judge.EvaluateAsync(request.Messages, request.Response ?? new ChatResponse(), client is null ? null : new ChatConfiguration(client), context, cancellationToken).ConfigureAwait(false);
            var readings = MetricReader.Read(judge, result, new Dictionary<string, JudgeThreshold>());
            var outcome = readings.Max(reading => reading.Outcome);
            return new()
            {
                Subject = subject,
                Verdict = outcome switch { CheckOutcome.Passed => "passed", CheckOutcome.Failed => "failed", _ => "error" },
                Score = outcome == CheckOutcome.Error ? null : readings.Average(reading => reading.Score),
                Reasoning = string.Join('\n', readings.Select(reading => outcome == CheckOutcome.Error ? reading.Value : reading.Reason ?? reading.Value)),
            };
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new() { Subject = subject, Verdict = "error", Reasoning = error is JudgeException ? error.Message : $"{error.GetType().Name}: {error.Message}" };
        }
    }

    private static JudgeVerdict Count(List<CheckDetail> votes)
    {
        var (passed, failed, errors) = (votes.Count(vote => vote.Verdict == "passed"), votes.Count(vote => vote.Verdict == "failed"), votes.Count(vote => vote.Verdict == "error"));
        var count = $"{passed} passed, {failed} failed{(errors == 0 ? "" : $", {errors} did not answer")}";
        if (2 * Math.Max(passed, failed) <= votes.Count)
            throw new JudgeException($"The judges came to no majority: {count}.\n{string.Join('\n', votes)}");

        var score = (double)passed / votes.Count;
        return new JudgeVerdict
        {
            Score = score,
            Reasoning = $"{(passed == votes.Count || failed == votes.Count ? "The judges agree" : "The judges disagree")}: {count}.\n{string.Join('\n', votes)}",
            Computation = $"{passed} judges pass / {votes.Count} judges = {JudgeThreshold.Text(score)}",
            Details = votes,
        };
    }

    private static JudgeVerdict Average(List<CheckDetail> votes)
    {
        if (votes.Exists(vote => vote.Score is null))
            throw new JudgeException($"{votes.Count(vote => vote.Score is null)} of {votes.Count} judges did not answer, so there is no mean.\n{string.Join('\n', votes)}");

        IReadOnlyList<double> scores = [.. votes.Select(vote => vote.Score!.Value)];
        var mean = scores.Average();
        return new JudgeVerdict
        {
            Score = mean,
            Reasoning = $"The scores are from {JudgeThreshold.Text(scores.Min())} to {JudgeThreshold.Text(scores.Max())}.\n{string.Join('\n', votes)}",
            Computation = $"({string.Join(" + ", scores.Select(JudgeThreshold.Text))}) / {scores.Count} = {JudgeThreshold.Text(mean)}",
            Details = votes,
        };
    }
}
