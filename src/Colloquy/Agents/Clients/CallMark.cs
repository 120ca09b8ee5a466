using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Determines whether a call reached the model, or a client before it answered, such as a cache. Needs a <see cref="CallMarkingChatClient"/> between that client and the model.</summary>
internal sealed class CallMark
{
    private static readonly AsyncLocal<CallMark?> Flowing = new();

    private readonly CallMark? _outer;
    private volatile bool _wasPassed;

    private CallMark(CallMark? outer) => _outer = outer;

    /// <summary>Begins a call. The method that makes the call must call this itself, since the mark flows from it. Null when no client marks calls.</summary>
    public static CallMark? Begin(IChatClient client) =>
        client.GetService<CallMarkingChatClient>() is null ? null : Flowing.Value = new CallMark(Flowing.Value);

    /// <summary>Notes that the current call, and each call that it is part of, reached a model.</summary>
    public static void Pass()
    {
        for (var mark = Flowing.Value; mark is not null; mark = mark._outer)
            mark._wasPassed = true;
    }

    /// <summary>Returns whether a response came without the model. The usage in such a response is that of an earlier call, so it is set to zero.</summary>
    public bool TakesFromCache(ChatResponse response)
    {
        if (_wasPassed)
            return false;

        response.Usage = new UsageDetails { InputTokenCount = 0, OutputTokenCount = 0, TotalTokenCount = 0 };
        return true;
    }
}
