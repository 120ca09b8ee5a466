namespace Colloquy.Encryption;

/// <summary>Keeps the keys that were used last, for a time. Any number of threads may call it.</summary>
/// <param name="capacity">The most keys.</param>
/// <param name="duration">The time for which they are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class SecretCache<TKey, TSecret>(int capacity, TimeSpan duration, TimeProvider time) : IDisposable
    where TKey : notnull
    where TSecret : SharedSecret
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, LinkedListNode<Kept>> _kept = [];
    private readonly LinkedList<Kept> _newestFirst = [];
    private bool _isDisposed;

    /// <summary>Returns the secret under a key, in use; null when there is none.</summary>
    public TSecret? Use(TKey key)
    {
        lock (_gate)
        {
            if (!_kept.TryGetValue(key, out var node))
                return null;
            if (time.GetElapsedTime(node.Value.Since) >= duration)
            {
                Drop(node);
                return null;
            }

            _newestFirst.Remove(node);
            _newestFirst.AddFirst(node);
            return node.Value.Secret.TryUse() ? node.Value.Secret : null;
        }
    }

    /// <summary>Keeps a secret in place of an earlier one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="secret">The secret, which the caller continues to use.</param>
    public void Keep(TKey key, TSecret secret)
    {
        lock (_gate)
        {
            if (_isDisposed || !secret.TryUse())
                return;
            if (_kept.TryGetValue(key, out var earlier))
                Drop(earlier);
            _kept[key] = _newestFirst.AddFirst(new Kept(key, secret, time.GetTimestamp()));
            if (_kept.Count > capacity)
                Drop(_newestFirst.Last!);
        }
    }

    /// <summary>Forgets a secret.</summary>
    public void Forget(TKey key)
    {
        lock (_gate)
        {
            if (_kept.TryGetValue(key, out var node))
                Drop(node);
        }
    }

    /// <summary>Forgets the secrets of which something is true.</summary>
    public void ForgetWhere(Func<TKey, bool> match)
    {
        lock (_gate)
        {
            foreach (var node in _kept.Where(pair => match(pair.Key)).Select(pair => pair.Value).ToList())
                Drop(node);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var node in _kept.Values.ToList())
                Drop(node);
        }
    }

    private void Drop(LinkedListNode<Kept> node)
    {
        _newestFirst.Remove(node);
        _kept.Remove(node.Value.Key);
        node.Value.Secret.Dispose();
    }

    private sealed record Kept(TKey Key, TSecret Secret, long Since);
}
