using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>A model of a conversation, whose calls are noted.</summary>
internal sealed class ObservedChatClient(IChatClient client, string name, Func<Action<ObservedModelCall>> begin, TimeProvider time) : DelegatingChatClient(client)
{
    private const string StandInModel = "offline-stand-in";

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (sent, end, start) = ((IReadOnlyList<ChatMessage>)[.. messages], begin(), time.GetTimestamp());
        var note = CallNote.Current.Value = new CallNote();
        try
        {
            var response = await base.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
            end(Note(note, sent, options, response, null, time.GetElapsedTime(start), null));
            return response;
        }
        catch (Exception error)
        {
            end(Note(note, sent, options, null, error, time.GetElapsedTime(start), null));
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (sent, end, start) = ((IReadOnlyList<ChatMessage>)[.. messages], begin(), time.GetTimestamp());
        List<ChatResponseUpdate> updates = [];
        TimeSpan? first = null;
        Exception? failure = null;
        var note = CallNote.Current.Value = new CallNote();
        var stream = base.GetStreamingResponseAsync(sent, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                // What flows with this method ends at each yield.
                CallNote.Current.Value = note;
                try
                {
                    if (!await stream.MoveNextAsync().ConfigureAwait(false))
                        break;
                }
                catch (Exception error)
                {
                    failure = error;
                    throw;
                }

                if (first is null && stream.Current.Contents.Any(content => content is not UsageContent))
                    first = time.GetElapsedTime(start);
                updates.Add(stream.Current);
                yield return stream.Current;
            }
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            end(Note(note, sent, options, failure is null ? updates.ToChatResponse() : null, failure, time.GetElapsedTime(start), first));
        }
    }

    private ObservedModelCall Note(CallNote note, IReadOnlyList<ChatMessage> sent, ChatOptions? options, ChatResponse? response, Exception? error, TimeSpan duration, TimeSpan? first) => new()
    {
        Client = name,
        Messages = sent,
        Options = options,
        Response = response,
        Error = error,
        Duration = duration,
        TimeToFirstToken = first,
        Origin = (note.IsReplayed ? AnswerOrigin.Replayed : AnswerOrigin.Live) | (note.IsStandIn || response?.ModelId == StandInModel ? AnswerOrigin.StandIn : 0),
        Provider = this.GetService<ChatClientMetadata>()?.ProviderName,
    };
}
