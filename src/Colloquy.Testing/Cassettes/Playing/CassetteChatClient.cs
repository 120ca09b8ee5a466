using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>A model whose calls a cassette records and replays. What is replayed creates no client.</summary>
internal sealed class CassetteChatClient(IChatClient client, string name, PlayedTrack track) : DelegatingChatClient(client)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> sent = [.. messages];
        var request = track.Reading.ReadRequest(name, sent, options);
        var play = track.Find(request);
        if (play.Replay is { } recorded)
        {
            Note();
            return recorded.Response.ToResponse($"response_{recorded.Id}");
        }

        var turn = track.Turn;
        var response = await base.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
        Keep(play.Record, turn, request, response, null);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> sent = [.. messages];
        var request = track.Reading.ReadRequest(name, sent, options);
        var play = track.Find(request);
        if (play.Replay is { } recorded)
        {
            Note();
            foreach (var update in recorded.Response.ToUpdates($"response_{recorded.Id}"))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return update;
            }

            yield break;
        }

        var turn = track.Turn;
        List<ChatResponseUpdate> updates = [];
        await foreach (var update in base.GetStreamingResponseAsync(sent, options, cancellationToken).ConfigureAwait(false))
        {
            // A copy, since whoever reads the stream may change what it is given.
            var copy = update.Clone();
            copy.Contents = [.. update.Contents];
            updates.Add(copy);
            yield return update;
        }

        Keep(play.Record, turn, request, updates.ToChatResponse(), updates);
    }

    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is null && serviceType.IsInstanceOfType(this))
            return this;
        if (track.Deck.Mode == CassetteMode.Record || !track.Deck.Replays(CassetteSides.Models))
            return base.GetService(serviceType, serviceKey);
        if (serviceKey is null && serviceType == typeof(ChatClientMetadata) && track.Deck.FindModel(name) is { } model)
            return new ChatClientMetadata(model.Provider, null, model.Model);
        return track.Deck.MayRecord && track.Deck.FindModel(name) is null ? base.GetService(serviceType, serviceKey) : null;
    }

    private static void Note()
    {
        if (CallNote.Current.Value is { } note)
            note.IsReplayed = true;
    }

    private void Keep(Action<RecordedModelCall>? record, int turn, ModelRequest request, ChatResponse response, IReadOnlyList<ChatResponseUpdate>? updates)
    {
        if (record is null)
            return;

        var conversation = response.ConversationId is { Length: > 0 } id ? track.Reading.NameConversation(id) : null;
        var metadata = base.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        track.Deck.Add(new RecordedModel(name, metadata?.ProviderName, metadata?.DefaultModelId is { } model ? track.Deck.Secrets.Scrub(model) : null));
        record(new RecordedModelCall
        {
            Turn = turn,
            Id = "",
            Request = request,
            Repeated = track.Reading.ReadMessages([.. response.Messages]),
            Response = ResponseRecording.Of(response, updates, conversation, track.Deck.Secrets),
        });
    }
}
