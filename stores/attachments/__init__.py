"""Files that people send, for any ChatKit server; nothing here knows of the server beside it.

`stores.attachments.store.FileStore` is the `chatkit.store.AttachmentStore`; where its bytes are is
said by `stores.attachments.disk.DiskBlobs` or `stores.attachments.objects.ObjectBlobs`.
"""
