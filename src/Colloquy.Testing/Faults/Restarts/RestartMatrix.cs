namespace Colloquy.Testing;

/// <summary>Holds a conversation again and again, each time with a loss of the agent's process at another place, to see that it survives them all.</summary>
/// <remarks>
/// At a loss, everything that the agent has in memory is gone, and nothing that it still does reaches the store, a model or a tool host. A new agent is created on the same store, and resumes the turn; a turn of which
/// nothing was stored is taken again. The tool hosts go on. The checks are those of the conversation, so make them of what happened (calls, states of hosts) rather than of words: an agent that cannot know the outcome of a
/// payment says so (<see cref="ObservedToolCall.ResultWasLost"/>). Whatever they check, a call whose result was lost may not be made again, unless its tool is idempotent.
/// </remarks>
public static class RestartMatrix
{
    internal const string WithoutLoss = "without a loss";

    /// <summary>Holds a conversation without a loss, and then once for each place at which its process can be lost.</summary>
    /// <param name="name">The name of the conversation.</param>
    /// <param name="configure">Configures each conversation, so it creates new objects each time. The conversations have the numbers of trials 1, 2, 3 …</param>
    /// <param name="converseAsync">Holds the conversation, and checks it.</param>
    /// <param name="options">The options; null for a loss after each turn and after each call.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The result. <see cref="RestartMatrixResult.EnsurePassed"/> throws unless the conversation survives each loss.</returns>
    public static Task<RestartMatrixResult> RunAsync(string name, Action<ConversationBuilder> configure, Func<Conversation, Task> converseAsync, RestartMatrixOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return RunAsync(number => new ConversationBuilder(name) { Trial = number }, configure, converseAsync, options, cancellationToken);
    }

    /// <summary>Holds a conversation without a loss, and then once for each place at which its process can be lost, with builders that have extensions already. The glue of a test framework calls it.</summary>
    /// <param name="createBuilder">Creates a builder for a number of a trial, which it sets.</param>
    /// <param name="configure">Configures each conversation, so it creates new objects each time.</param>
    /// <param name="converseAsync">Holds the conversation, and checks it.</param>
    /// <param name="options">The options; null for a loss after each turn and after each call.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The result. <see cref="RestartMatrixResult.EnsurePassed"/> throws unless the conversation survives each loss.</returns>
    public static async Task<RestartMatrixResult> RunAsync(Func<int, ConversationBuilder> createBuilder, Action<ConversationBuilder> configure, Func<Conversation, Task> converseAsync, RestartMatrixOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(createBuilder);
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(converseAsync);
        var own = options ?? new RestartMatrixOptions();
        var fullName = "";
        var watch = new RestartCutExtension(cut: null);
        var (undisturbed, builder) = await HoldAsync(1, watch).ConfigureAwait(false);
        List<RestartVariant> variants = [];
        var cuts = undisturbed.Outcome == TrialOutcome.Passed ? watch.Places.Where(place => own.Cuts.HasFlag(place.Place)).ToList() : [];
        var noPlace = new RestartMatrixResult { Conversation = fullName, Undisturbed = undisturbed, Variants = [] };
        Report(undisturbed.Outcome == TrialOutcome.Passed && cuts.Count == 0 ? undisturbed with { Outcome = TrialOutcome.Invalid, Reason = noPlace.Describe() } : undisturbed, builder, WithoutLoss);
        foreach (var cut in cuts)
        {
            var extension = new RestartCutExtension(cut);
            (var trial, builder) = await HoldAsync(variants.Count + 2, extension).ConfigureAwait(false);
            variants.Add(new RestartVariant(cut, LostCallRule.Apply(trial, undisturbed, extension.WasReached)));
            Report(variants[^1].Trial, builder, cut.ToString());
        }

        return noPlace with { Variants = variants };

        static void Report(Trial trial, ConversationBuilder? builder, string place)
        {
            if (builder is not null)
                TrialReports.Add(builder, trial, place);
        }

        async Task<(Trial Trial, ConversationBuilder? Builder)> HoldAsync(int number, RestartCutExtension extension)
        {
            var attempt = new TrialAttempt(
                trial =>
                {
                    var builder = createBuilder(trial);
                    fullName = builder.FullName;
                    builder.ResumesLostTurns = true;
                    return builder.AddExtension(extension);
                },
                configure,
                converseAsync,
                own.Budget,
                own.BlameRules,
                cancellationToken);
            return (await attempt.RunAsync(number).ConfigureAwait(false), attempt.Builder);
        }
    }
}
