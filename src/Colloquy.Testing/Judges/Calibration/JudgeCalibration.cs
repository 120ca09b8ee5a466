using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>Compares a judge with labels that people gave to transcripts.</summary>
public static class JudgeCalibration
{
    /// <summary>Asks a judge about each transcript, and returns how well it agrees with the labels.</summary>
    /// <param name="judge">The judge.</param>
    /// <param name="labels">The labelled transcripts.</param>
    /// <param name="client">The model of the judge; null for a judge that needs none.</param>
    /// <param name="options">How the judge is compared; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the calibration.</param>
    /// <returns>The report. A transcript on which the judge is in error counts as one on which they disagree.</returns>
    public static async Task<CalibrationReport> RunAsync(IEvaluator judge, LabelSet labels, IChatClient? client = null, CalibrationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(judge);
        ArgumentNullException.ThrowIfNull(labels);
        options ??= new CalibrationOptions();
        HashSet<string> models = new(StringComparer.Ordinal);
        List<CalibratedItem> items = [];
        foreach (var item in labels.Transcripts)
            items.Add(await JudgeAsync(item).ConfigureAwait(false));

        return new CalibrationReport
        {
            Judge = JudgeRunner.NameOf(judge),
            Fingerprint = JudgeGate.FingerprintOf(judge, options.Judge),
            Models = [.. models.Order(StringComparer.Ordinal)],
            IsSynthetic = labels.IsSynthetic,
            LabelledBy = labels.LabelledBy,
            Agreement = JudgeAgreement.Compute(items.Select(item => (item.Label, item.Verdict))),
            Bar = options.Bar,
            Items = items,
        };

        async Task<CalibratedItem> JudgeAsync(LabelledTranscript item)
        {
            var (before, answer) = ToMessages(item.Transcript);
            var question = new JudgeQuestion(before, answer, new ConversationContext(item.Transcript, options.Scope) { FindModel = Find }, Find((judge as Judge)?.Model ?? options.Judge.Model), [.. options.Judge.Context]);
            try
            {
                var result = await JudgeRunner.AskAsync(judge, question, options.Judge.Timeout, TimeProvider.System, cancellationToken).ConfigureAwait(false);
                var readings = MetricReader.Read(judge, result, options.Judge.Thresholds.AsReadOnly());
                var outcome = readings.Max(reading => reading.Outcome);
                return new CalibratedItem(item.Id, item.Label, outcome switch { CheckOutcome.Passed => "pass", CheckOutcome.Failed => "fail", _ => "error" }, string.Join('\n', readings.Select(reading => reading.Outcome == CheckOutcome.Error ? reading.Value : reading.Reason ?? reading.Value)));
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                return new CalibratedItem(item.Id, item.Label, "error", $"{error.GetType().Name}: {error.Message}");
            }
        }

        IChatClient? Find(string name) => (options.Models.TryGetValue(name, out var named) ? named : client) is { } found ? new ObservedChatClient(new SharedChatClient(found), name, () => Note, TimeProvider.System) : null;

        void Note(ObservedModelCall call)
        {
            if (call.Response?.ModelId is not { } model)
                return;
            lock (models)
                models.Add(model);
        }
    }

    private static (IReadOnlyList<ChatMessage> Before, IReadOnlyList<ChatMessage> Answer) ToMessages(JudgeTranscript transcript)
    {
        List<ChatMessage> messages = [];
        foreach (var entry in transcript.Turns.SelectMany(turn => turn.Entries))
        {
            if (entry.Call is not { } call)
            {
                messages.Add(new(entry.From, entry.Text));
                continue;
            }

            var id = $"call-{messages.Count}";
            messages.Add(new(ChatRole.Assistant, [new FunctionCallContent(id, call.Tool, call.Arguments.ToDictionary())]));
            messages.Add(new(ChatRole.Tool, [new FunctionResultContent(id, call.Error ?? call.Result)]));
        }

        var user = messages.FindLastIndex(message => message.Role == ChatRole.User);
        return (messages[..(user + 1)], messages[(user + 1)..]);
    }
}
