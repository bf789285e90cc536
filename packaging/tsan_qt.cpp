// SPDX-License-Identifier: GPL-3.0-or-later
// For packaging/check tsan alone. Debian's Qt is not built with ThreadSanitizer, and its locks are
// futexes of its own: what it hands from one thread to another would read as a race. Here the two
// ways in which the window's threads speak to each other are told to it: a queued call
// (invokeMethod) and a signal, each a release before Qt takes it over and an acquire before the
// receiver gets the event. What our code shares past them is still seen, but where a signal of
// anybody happens to come between: a signal does not say to whom it goes.
#include <QEvent>
#include <QObject>

#include <dlfcn.h>
#include <qnamespace.h>
#include <sanitizer/tsan_interface.h>

extern "C" {
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);
}

namespace {

char signalSent;  ///< whose receivers are not known before Qt looks them up

/// Qt calls it before it delivers an event: `data` holds the receiver, the event and a result.
bool acquireEvent(void** data) {
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);  // the event itself is Qt's affair
    const bool call = static_cast<const QEvent*>(data[1])->type() == QEvent::MetaCall;
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
    if (call) {
        __tsan_acquire(data[0]);
        __tsan_acquire(&signalSent);
    }
    return false;
}

const bool listens = QInternal::registerCallback(QInternal::EventNotifyCallback, acquireEvent);

template <class Function>
Function inQt(const char* symbol) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, symbol));
}

}  // namespace

// These take the place of Qt's in every call but those from within Qt6Core.

void QMetaObject::activate(QObject* sender, int signal, void** arguments) {
    static const auto own =
        inQt<void (*)(QObject*, int, void**)>("_ZN11QMetaObject8activateEP7QObjectiPPv");
    __tsan_release(&signalSent);
    own(sender, signal, arguments);
}

void QMetaObject::activate(QObject* sender, const QMetaObject* type, int signal, void** arguments) {
    static const auto own = inQt<void (*)(QObject*, const QMetaObject*, int, void**)>(
        "_ZN11QMetaObject8activateEP7QObjectPKS_iPPv");
    __tsan_release(&signalSent);
    own(sender, type, signal, arguments);
}

void QMetaObject::activate(QObject* sender, int offset, int signal, void** arguments) {
    static const auto own =
        inQt<void (*)(QObject*, int, int, void**)>("_ZN11QMetaObject8activateEP7QObjectiiPPv");
    __tsan_release(&signalSent);
    own(sender, offset, signal, arguments);
}

bool QMetaObject::invokeMethodImpl(QObject* receiver,
                                   QtPrivate::QSlotObjectBase* call,
                                   Qt::ConnectionType type,
                                   void* result) {
    static const auto own =
        inQt<bool (*)(QObject*, QtPrivate::QSlotObjectBase*, Qt::ConnectionType, void*)>(
            "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14Conn"
            "ectionTypeEPv");
    __tsan_release(receiver);
    return own(receiver, call, type, result);
}
