namespace Colloquy.Testing;

public sealed partial class Conversation
{
    private readonly Dictionary<string, IChatClient> _models = new(StringComparer.Ordinal);
    private readonly List<ObservedModelCall> _otherCalls = [];

    /// <summary>Gets the names of the models that are not the agent's.</summary>
    public IReadOnlyCollection<string> Models => [.. _builder.Models.Keys];

    /// <summary>Gets the calls of the models that are not the agent's, such as those of judges and simulated users, in the order in which they ended. No turn contains them.</summary>
    public IReadOnlyList<ObservedModelCall> OtherModelCalls
    {
        get
        {
            lock (_otherCalls)
                return [.. _otherCalls];
        }
    }

    /// <summary>Returns a model that is not the agent's. Its calls are in <see cref="OtherModelCalls"/>.</summary>
    /// <param name="name">The name by which <see cref="ConversationBuilder.AddModel(string, Func{IChatClient})"/> added it.</param>
    /// <returns>The client, which the conversation disposes.</returns>
    /// <exception cref="ArgumentException">The conversation has no such model.</exception>
    public IChatClient Client(string name) => Client(name, _ => { });

    /// <summary>Returns what the calls of a model that is not the agent's used and cost so far.</summary>
    /// <param name="model">The name of the model; null for all of them.</param>
    public ModelSpend GetSpend(string? model = null) => ModelSpend.Of([.. OtherModelCalls.Where(call => model is null || call.Client == model)], _builder.Prices);

    internal ModelSpend SpendOf(IReadOnlyList<ObservedModelCall> calls) => ModelSpend.Of(calls, _builder.Prices);

    /// <summary>What the test saw of the state of tool hosts.</summary>
    internal IReadOnlyList<SeenHostState> HostLooks => _sink.Looks;

    internal TimeProvider TimeProvider => _builder.TimeProvider;

    /// <summary>Returns a model whose calls are also given to one observer.</summary>
    internal IChatClient Client(string name, Action<ObservedModelCall> observe)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ObjectDisposedException.ThrowIf(_disposed, this);
        IChatClient client;
        lock (_models)
        {
            if (!_models.TryGetValue(name, out client!))
            {
                if (!_builder.Models.TryGetValue(name, out var create))
                    throw new ArgumentException($"The conversation '{FullName}' has no model '{name}'. Add it by {nameof(ConversationBuilder)}.{nameof(ConversationBuilder.AddModel)}(\"{name}\", …) when you configure the conversation.", nameof(name));
                client = _builder.Extensions.Aggregate<ConversationExtension, IChatClient>(new LazyChatClient(create), (inner, extension) => extension.WrapOtherClient(inner, name));
                _models.Add(name, client);
            }
        }

        return new ObservedChatClient(new SharedChatClient(client), name, () => Note, _builder.TimeProvider);

        void Note(ObservedModelCall call)
        {
            lock (_otherCalls)
                _otherCalls.Add(call);
            observe(call);
        }
    }

    private static ValueTask Release(IChatClient model)
    {
        model.Dispose();
        return default;
    }
}
