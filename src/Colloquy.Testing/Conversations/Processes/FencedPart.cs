using System.Reflection;

namespace Colloquy.Testing;

/// <summary>An optional part of a store, which refuses all calls when the process that uses it is lost.</summary>
#pragma warning disable CA1852 // DispatchProxy derives from it at run time.
internal class FencedPart : DispatchProxy
{
    private object _part = null!;
    private ProcessFence _fence = null!;

    public static object Of(Type type, object part, ProcessFence fence)
    {
        var proxy = Create(type, typeof(FencedPart));
        var fenced = (FencedPart)proxy;
        (fenced._part, fenced._fence) = (part, fence);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _fence.ThrowIfLost();
        return targetMethod!.Invoke(_part, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
    }
}
